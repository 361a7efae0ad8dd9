import { tables, type Column, type Table } from './columns.ts';
import { harmlessText } from './harmless-text.ts';
import { parameterColumns } from './parameter-columns.ts';
import type { ReportFormat, Run } from './report.ts';

/** Frictionless Data Package (v1, with Table Schema), so that the files explain and check themselves. */
export const dataPackage: ReportFormat = {
  file: 'datapackage.json',
  write: (run) => [`${JSON.stringify(descriptor(run), null, 2)}\n`],
};

function descriptor({ plan, scenarios }: Run) {
  const parameters = parameterColumns(scenarios);
  return {
    profile: 'tabular-data-package',
    // The specification allows lower-case letters, digits, ".", "_" and "-".
    name: `interleave-${plan.runId.toLowerCase().replace(/[^a-z0-9._-]+/g, '-')}`,
    title: `Interleave run ${plan.runId}`,
    description: scenarios.map(({ name, question }) => `${name}: ${question}`).join('\n'),
    created: plan.createdAt,
    sources: [{ title: `Interleave ${plan.version}` }],
    interleave: {
      version: plan.version,
      run: plan.runId,
      suite: plan.suite,
      seed: plan.seed,
      runs: plan.runs,
    },
    resources: tables.map((table) => resource(table, parameters)),
  };
}

function resource(
  { name, file, title, description, leading, trailing, primaryKey }: Table,
  parameters: readonly Column[],
) {
  return {
    profile: 'tabular-data-resource',
    name,
    path: file,
    title,
    description,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true, header: true },
    schema: {
      fields: [...leading, ...parameters, ...trailing].map(field),
      missingValues: [''],
      ...(primaryKey.length > 0 && { primaryKey }),
    },
  };
}

function field({ name, type, description, unit, required, values, minimum, maximum }: Column) {
  return {
    name,
    type,
    description,
    ...(unit !== undefined && { unit }),
    constraints: {
      required,
      ...(values !== undefined && {
        enum: values.map((value) => (typeof value === 'number' ? value : harmlessText(value))),
      }),
      ...(minimum !== undefined && { minimum }),
      ...(maximum !== undefined && { maximum }),
    },
  };
}
