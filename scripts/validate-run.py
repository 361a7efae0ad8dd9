"""Checks the CSV files of a run with the tools that their readers use.

    python3 scripts/validate-run.py results/<run>

Each file must be valid by the run's own datapackage.json (Frictionless), and DuckDB and pandas, given no options, must
find as many rows and take every column of numbers for numbers. The tools' versions: scripts/validate-run.txt.
"""

import sys
from pathlib import Path

import duckdb
import pandas
from frictionless import Package

NUMERIC = {"integer", "number"}


def main(folder: Path) -> int:
    package = Package(str(folder / "datapackage.json"))
    problems = [
        f"{task.name}: {', '.join(str(part) for part in error if part is not None)}"
        for task in package.validate().tasks
        for error in task.flatten(["rowNumber", "fieldName", "message"])
    ]
    for resource in package.resources:
        file = folder / resource.path
        fields = {field.name: field.type for field in resource.schema.fields}
        rows = len(resource.read_rows())
        print(f"{resource.path}: {rows} rows, {len(fields)} columns")
        if rows == 0:
            # Without rows nothing tells a column's type.
            continue
        found = [*check_pandas(file, fields, rows), *check_duckdb(file, fields, rows)]
        problems += [f"{resource.path}: {text}" for text in found]
    for problem in problems:
        print(f"validate-run: {problem}", file=sys.stderr)
    return 1 if problems else 0


def check_pandas(file: Path, fields: dict[str, str], rows: int):
    table = pandas.read_csv(file)
    if len(table) != rows:
        yield f"expected {rows} rows, pandas finds {len(table)}"
    if list(table.columns) != list(fields):
        yield f"expected the columns {list(fields)}, pandas finds {list(table.columns)}"
    for name, type_ in fields.items():
        if type_ in NUMERIC and not pandas.api.types.is_numeric_dtype(table[name]):
            yield f"expected numbers in {name}, pandas finds {table[name].dtype}"


def check_duckdb(file: Path, fields: dict[str, str], rows: int):
    table = duckdb.read_csv(str(file))
    if len(table) != rows:
        yield f"expected {rows} rows, DuckDB finds {len(table)}"
    if table.columns != list(fields):
        yield f"expected the columns {list(fields)}, DuckDB finds {table.columns}"
    for name, found in zip(table.columns, table.types):
        # A column without any value says nothing about its type, and DuckDB then takes it for text.
        empty = table.aggregate(f'count("{name}")').fetchall() == [(0,)]
        if fields.get(name) in NUMERIC and not empty and str(found) not in {"BIGINT", "DOUBLE", "HUGEINT"}:
            yield f"expected numbers in {name}, DuckDB finds {found}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
