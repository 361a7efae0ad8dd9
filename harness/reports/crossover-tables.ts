import type { CrossoverDefinition, Scenario } from '../model.ts';
import { crossoverText } from './crossover-text.ts';
import type { CrossoverSummary } from './crossovers.ts';
import { constantOrColumn, identityColumns } from './identity-columns.ts';
import { notComparable } from './not-comparable.ts';
import { tableOfColumns, textColumn, type TextTable } from './text-table.ts';

/** One table for each crossover that a scenario declares, for the report and the terminal. */
export interface CrossoverTable extends TextTable {
  readonly scenario: Scenario;
  readonly definition: CrossoverDefinition;
  /** What is the same in all rows, and hence no column. */
  readonly constants: readonly string[];
  /** Why not all rows must be held against each other; printed behind `not comparable: `. */
  readonly reservations: readonly string[];
}

export function crossoverTables(summaries: readonly CrossoverSummary[]): CrossoverTable[] {
  const groups = Map.groupBy(summaries, ({ definition }) => definition);
  return [...groups].flatMap(([definition, own]) => {
    const scenario = own[0]?.scenario;
    return scenario === undefined ? [] : [crossoverTable(scenario, definition, own)];
  });
}

/** What is compared along what, for a line over the table. */
export function crossoverBasis({ definition: { over, metric, against }, scenario }: CrossoverTable): string {
  return `${metric}, each row against ${against}, over ${over} (${scenario.parameters[over]?.description ?? over})`;
}

function crossoverTable(
  scenario: Scenario,
  definition: CrossoverDefinition,
  summaries: readonly CrossoverSummary[],
): CrossoverTable {
  const rows = summaries.map(({ case: first, parameters }) => ({ ...first, parameters }));
  const identity = identityColumns(scenario, rows);
  const opponents = versionColumns(summaries);
  const rounds = constantOrColumn(
    'rounds',
    summaries.map(({ n }) => String(n)),
  );
  return {
    scenario,
    definition,
    constants: [...new Set([...identity.constants, ...opponents.constants, ...rounds.constants])],
    ...tableOfColumns([
      ...identity.columns,
      ...opponents.columns,
      ...rounds.columns,
      textColumn('shown', summaries.map(crossoverText)),
    ]),
    reservations: notComparable(
      rows.map((row, index) => ({
        case: { ...row, id: identityText(row) },
        probes: { [definition.metric]: 'memory' },
        flag: summaries[index]?.flag ?? null,
      })),
      ['regime', ...Object.keys(scenario.parameters)],
    ),
  };
}

/** Of one runtime both sides have the same version, which stands there already. */
function versionColumns(summaries: readonly CrossoverSummary[]) {
  const versions = summaries.map(({ against }) => against.runtimeVersion);
  const [first] = summaries;
  if (first === undefined || summaries.every((one) => one.case.runtime === one.against.runtime)) {
    return { columns: [], constants: [] };
  }
  return new Set(versions).size === 1
    ? { columns: [], constants: [`${first.against.runtime} ${first.against.runtimeVersion}`] }
    : { columns: [textColumn('against_version', versions)], constants: [] };
}

/** As the id of a case, which these rows have none of: they stand for several. */
function identityText({
  scenario,
  variant,
  runtime,
  runtimeVersion,
  regime,
  parameters,
}: CrossoverSummary['case']) {
  const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return [scenario, variant, `${runtime}@${runtimeVersion}`, regime, ...values].join(' ');
}
