import { distributionMetrics, genericMetrics, slopeMetric } from '../metrics.ts';
import { probes, type MetricDefinition, type Scenario } from '../model.ts';
import { tables, type Column, type Table } from './columns.ts';
import { markdownCode } from './markdown.ts';

/** The text of `docs/columns.md`. */
export function columnsDocument(scenarios: readonly Scenario[]): string {
  return [
    introduction,
    ...tables.map(tableSection),
    metricsSection(),
    ...scenarios.map(scenarioSection),
  ].join('\n');
}

const introduction = `# Columns of the CSV files

A run's folder holds the files below. Their columns are a promise: names, units and order change only with a new major version.
The same table stands in each run's \`datapackage.json\`.

- RFC 4180: comma, CRLF, quotes doubled, one header line. UTF-8 without byte order mark. An empty cell is a missing value.
- Base units only: \`ns\`, \`bytes\`, \`count\`, and ratios of them such as \`ns/task\` or \`tasks/s\`. Numbers are plain decimals, without exponent or
  separators.
- After the first columns, those that identify a case and a metric, each parameter of the run's scenarios has a column of its name
  (\`tasks\`, \`wake\` …), empty in rows of a scenario that lacks it.
- Text that a spreadsheet would take for a formula has an apostrophe before it: \`=\`, \`+\`, \`-\` or \`@\` at its beginning, or after a comma, a
  semicolon, a quote, a tab or a line break within it, where other settings see a cell begin. Numbers are never changed.
  Lines within a cell end in LF; other control characters are replaced by U+FFFD.
`;

function tableSection({ file, description, leading, trailing, primaryKey }: Table): string {
  const key = primaryKey.length > 0 ? `\nPrimary key: ${primaryKey.map(markdownCode).join(', ')}.\n` : '';
  return [
    `## ${file}\n\n${description}\n${key}\n`,
    ...leading.map(columnLine),
    '- _one column for each parameter_\n',
    ...trailing.map(columnLine),
  ].join('');
}

export function columnLine({ name, type, unit, required, values, description }: Column): string {
  const facts = [
    type,
    ...(unit === undefined ? [] : [unit]),
    ...(required ? [] : ['may be empty']),
    ...(values === undefined
      ? []
      : [`one of ${values.map((value) => markdownCode(String(value))).join(', ')}`]),
  ];
  return `- \`${name}\` (${facts.join('; ')}): ${description}\n`;
}

function metricsSection(): string {
  const beside = new Set(genericMetrics('latency').map(({ name }) => name));
  return [
    '## Metrics\n\n',
    'What the column `metric` may hold whatever the scenario, taken from memory samples. A scenario adds its own, and for each\n',
    'of its distributions `<name>_p50`, `_p90`, `_p99`, `_p99_9`, `_max` and `_mean`, taken from latency samples.\n\n',
    ...[...genericMetrics('memory'), slopeMetric].filter(({ name }) => !beside.has(name)).map(metricLine),
    '\nBeside every sample, of either probe, stands what else happened while it was taken:\n\n',
    ...genericMetrics('latency').map(metricLine),
  ].join('');
}

/** The metrics that a scenario adds, and its parameters' columns. */
function scenarioSection(scenario: Scenario): string {
  const own = probes.flatMap((probe) => [...scenario.derived[probe], ...scenario.measurements[probe]]);
  const added = [...own, ...scenario.ratios, ...distributionMetrics(scenario)];
  const unique = added.filter(({ name }, index) => added.findIndex((other) => other.name === name) === index);
  return [
    `### ${scenario.name}\n\n`,
    ...Object.entries(scenario.parameters).map(
      ([name, { kind, description }]) =>
        `- column \`${name}\` (${kind === 'count' ? 'integer' : 'string'}): ${description}\n`,
    ),
    ...unique.map(metricLine),
  ].join('');
}

function metricLine({ name, unit, direction, description }: MetricDefinition): string {
  return `- \`${name}\` (${unit}; ${direction}): ${description}\n`;
}
