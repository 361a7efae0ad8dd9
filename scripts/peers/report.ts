/** The results as files: pure functions from results to text. */
import { csvPieces } from '../../harness/reports/csv.ts';
import { markdownCode, markdownTable, markdownText } from '../../harness/reports/markdown.ts';
import { formatFigure } from '../../harness/reports/quantity.ts';
import type { Summary } from '../../harness/statistics/summary.ts';
import type { Environment } from '../../harness/store/environment.ts';
import { type Pair, publicName } from './pair.ts';
import { type Comparison, type Finding, limit, type Round } from './verdict.ts';

export interface Measured {
  readonly pair: Pair;
  readonly outcome:
    { readonly rounds: readonly Round[]; readonly comparison: Comparison } | { readonly notHere: string };
}

export function findingOf({ outcome }: Measured): Finding {
  return 'notHere' in outcome ? 'not measured' : outcome.comparison.verdict;
}

export function observationsCsv(results: readonly Measured[]): Iterable<string> {
  return csvPieces(
    ['pair', 'round', 'public_ns', 'ours_ns'],
    results.flatMap(({ pair, outcome }) =>
      'notHere' in outcome
        ? []
        : outcome.rounds.map(({ publicNs, oursNs }, index) => [pair.name, index + 1, publicNs, oursNs]),
    ),
  );
}

export function peersCsv(results: readonly Measured[]): Iterable<string> {
  const figures = ['public_ns', 'ours_ns', 'ratio'].flatMap((name) => [name, `${name}_low`, `${name}_high`]);
  return csvPieces(
    [
      'pair',
      'regime',
      'public',
      'ours',
      'parameters',
      'rounds',
      ...figures,
      'verdict',
      'conversion',
      'reason',
    ],
    results.map(({ pair, outcome }) => [
      pair.name,
      pair.regime,
      publicName(pair.public),
      pair.ours.variant,
      parametersOf(pair),
      ...('notHere' in outcome
        ? [0, ...figures.map(() => null), 'not measured']
        : [
            outcome.rounds.length,
            ...cellsOf(outcome.comparison.publicNs),
            ...cellsOf(outcome.comparison.oursNs),
            ...cellsOf(outcome.comparison.ratio),
            outcome.comparison.verdict,
          ]),
      pair.conversion,
      'notHere' in outcome ? outcome.notHere : (pair.reason?.text ?? null),
    ]),
  );
}

function cellsOf({ median, interval }: Summary) {
  return [median, interval?.low ?? null, interval?.high ?? null];
}

function parametersOf({ ours }: Pair): string {
  return Object.entries(ours.parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

export function peersMarkdown(
  results: readonly Measured[],
  environment: Environment,
  rounds: number,
): string {
  const machine = `${environment.cpu.model ?? 'unknown CPU'}, ${environment.recordedAt.slice(0, 10)}`;
  const table = markdownTable({
    columns: [
      { title: 'pair', unit: '', align: 'left' },
      { title: 'ours', unit: '', align: 'left' },
      { title: 'CPUs', unit: '', align: 'left' },
      { title: 'public', unit: 'ns', align: 'right' },
      { title: 'ours', unit: 'ns', align: 'right' },
      { title: 'ours / public', unit: '', align: 'right' },
      { title: 'verdict', unit: '', align: 'left' },
    ],
    rows: results.map(({ pair, outcome }) => [
      pair.name,
      markdownCode(pair.ours.variant),
      pair.regime === '1core' ? 'one' : 'all',
      ...('notHere' in outcome ? ['–', '–', '–', 'not measured'] : figuresOf(outcome.comparison)),
    ]),
  });
  const notes = results.map(
    ({ pair, outcome }) =>
      `- **${markdownText(pair.name)}**: ${markdownCode(publicName(pair.public))} against ${markdownCode(`${pair.ours.scenario}/${pair.ours.variant}`)} at ${markdownCode(parametersOf(pair))}. ${markdownText(pair.conversion)}.${noteOf(pair, outcome)}\n`,
  );
  return `# Rows against public benchmarks

${markdownText(machine)}; ${rounds} rounds, medians with 95 % intervals. Written by \`scripts/check-peers.ts\`; \`peers.csv\` has the same figures, \`observations.csv\` every round, \`environment.json\` the machine.
\`alike\`: the interval of ours / public lies between 1/${limit} and ${limit}. \`explained\`: it lies outside, and the reason given covers it. \`slower\`, \`faster\`: no reason does.

${table}
${notes.join('')}`;
}

function figuresOf({ publicNs, oursNs, ratio, verdict }: Comparison): string[] {
  const range =
    ratio.interval === null ? '' : ` (${ratio.interval.low.toFixed(2)} to ${ratio.interval.high.toFixed(2)})`;
  return [
    formatFigure(publicNs.median),
    formatFigure(oursNs.median),
    `${ratio.median.toFixed(2)}${range}`,
    verdict,
  ];
}

function noteOf({ reason }: Pair, outcome: Measured['outcome']): string {
  if ('notHere' in outcome) return ` Not measured: ${markdownText(outcome.notHere)}.`;
  if (reason === null) return '';
  const bound = reason.upTo === undefined ? `down to ${reason.downTo}` : `up to ${reason.upTo}`;
  return ` ${markdownText(reason.text)} (explains a ratio ${bound}).`;
}
