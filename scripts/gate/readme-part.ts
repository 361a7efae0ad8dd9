import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { markdownTable } from '../../harness/reports/markdown.ts';
import { formatShare } from '../../harness/reports/quantity.ts';

const rateSchema = z.object({ of: z.int(), times: z.int() });

const proofSchema = z.object({
  machine: z.object({ cpu: z.string().nullable(), cpus: z.int(), dates: z.array(z.string()) }),
  sessions: z.array(z.object({ name: z.string(), pairs: z.int() })),
  metrics: z.int(),
  falseAlarms: rateSchema.extend({
    interval: z.object({ low: z.number(), high: z.number() }),
    exact: z.object({ low: z.number(), high: z.number() }),
  }),
  pairs: z.number(),
});

interface Row {
  readonly method: string;
  readonly runs: string;
  readonly slowdown: string;
  readonly kind: string;
  readonly share: string;
}

/** The columns behind the first two: what is injected, and into what. */
const columns = [
  { title: 'false alarms', slowdown: '0', kind: 'any' },
  { title: '5 % of time found', slowdown: '0.05', kind: 'elapsed' },
  { title: '10 % of time', slowdown: '0.1', kind: 'elapsed' },
  { title: '5 % of memory', slowdown: '0.05', kind: 'memory' },
] as const;

/** What the gate proof found, beside what other ways make of the same values: Markdown as Prettier writes it. */
export function gatePart(folder: string): string {
  const proof = proofSchema.parse(JSON.parse(readFileSync(path.join(folder, 'proof.json'), 'utf8')));
  const rows: Row[] = parse(readFileSync(path.join(folder, 'methods.csv')), { columns: true });
  const methods = [...Map.groupBy(rows, ({ method, runs }) => `${method} ${runs}`).values()];
  const table = markdownTable({
    columns: [
      { title: 'way', unit: '', align: 'left' },
      { title: 'runs of each side', unit: '', align: 'left' },
      ...columns.map(({ title }) => ({ title, unit: '', align: 'right' as const })),
    ],
    rows: methods.map((own) => [
      own[0]?.method ?? '',
      own[0]?.runs ?? '',
      ...columns.map(({ slowdown, kind }) => {
        const found = own.find((row) => Number(row.slowdown) === Number(slowdown) && row.kind === kind);
        return found === undefined ? '–' : formatShare(Number(found.share));
      }),
    ]),
  });
  const { machine, sessions, metrics, falseAlarms, pairs } = proof;
  const high = Math.max(falseAlarms.interval.high, falseAlarms.exact.high);
  return (
    `Measured on ${machine.cpu ?? 'an unknown CPU'}, ${machine.cpus} CPUs, on ${sessions.length} occasions (${[...new Set(machine.dates)].join(', ')}): pairs of the programs of the\n` +
    `suite \`gate\` with themselves. From them ${falseAlarms.of} whole checks of ${metrics} gated metrics each were made up and judged, and as many comparisons by other\n` +
    `ways, all runs of base first and then all of head. Any false alarm of \`interleave check\`: ${falseAlarms.times} of ${falseAlarms.of}, at most ${formatShare(high)} (95 %). Found: one metric alone\n` +
    `was made worse by that much. A check takes ${pairs.toFixed(1)} pairs of a cell on average when nothing has changed.\n\n${table}`
  );
}
