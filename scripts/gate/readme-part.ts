import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { Failure, textOf } from '../../harness/failure.ts';
import { percent } from '../../harness/percent.ts';
import { markdownTable, markdownText } from '../../harness/reports/markdown.ts';
import { formatCount } from '../../harness/reports/quantity.ts';

const rateSchema = z.object({ of: z.int(), times: z.int() });

const proofSchema = z.object({
  machine: z.object({ cpu: z.string().nullable(), cpus: z.int(), dates: z.array(z.string()) }),
  occasions: z.array(z.object({ name: z.string(), pairs: z.int() })),
  metrics: z.int(),
  falseAlarms: rateSchema.extend({
    interval: z.object({ low: z.number(), high: z.number() }),
    exact: z.object({ low: z.number(), high: z.number() }),
  }),
  pairs: z.number(),
});

/** An empty cell is no 0. */
const figure = z.string().min(1).pipe(z.coerce.number());

/** Of methods.csv: how often one way at so many runs called something worse, when that much had been made worse. */
const rowSchema = z.object({
  method: z.string(),
  runs: z.string(),
  slowdown: figure,
  kind: z.string(),
  share: figure,
});

const noisyPairs = z.object({ base: z.int(), head: z.int(), both: z.int(), pairs: z.int() });

/** Of noise-filter.json: pairs with as many threads on both sides, and with more in head. */
const noiseFilterSchema = z.object({
  workers: z.object({ base: z.int(), head: z.int() }),
  conditions: z.array(z.object({ name: z.string(), same: noisyPairs, more: noisyPairs })),
});

/** Of live.csv. */
const liveSchema = z.object({ suite: z.string(), light: z.string(), seconds: figure });

/** The columns behind the first two: what is injected, and into what. */
const columns = [
  { title: 'false alarms', slowdown: 0, kind: 'any' },
  { title: '5 % of time found', slowdown: 0.05, kind: 'elapsed' },
  { title: '10 % of time', slowdown: 0.1, kind: 'elapsed' },
  { title: '5 % of memory', slowdown: 0.05, kind: 'memory' },
] as const;

/**
 * What the gate proof found, beside what other ways make of the same values: Markdown as Prettier writes it.
 * @throws Failure of kind `foreignFile` where the folder does not hold what `prove-gate.ts` writes
 */
export function gatePart(folder: string): string {
  const { proof, rows, live, noiseFilter } = readProof(folder);
  const methods = [...Map.groupBy(rows, ({ method, runs }) => `${method} ${runs}`).values()];
  const table = markdownTable({
    columns: [
      { title: 'way', unit: '', align: 'left' },
      { title: 'runs of each side', unit: '', align: 'left' },
      ...columns.map(({ title }) => ({ title, unit: '', align: 'right' as const })),
    ],
    rows: methods.map((own) => [
      markdownText(own[0]?.method ?? ''),
      own[0]?.runs ?? '',
      ...columns.map(({ slowdown, kind }) => {
        const found = own.find((row) => row.slowdown === slowdown && row.kind === kind);
        return found === undefined ? '–' : percent(found.share);
      }),
    ]),
  });
  const { machine, occasions, metrics, falseAlarms, pairs } = proof;
  const high = Math.max(falseAlarms.interval.high, falseAlarms.exact.high);
  const cpu = machine.cpu === null ? 'an unknown CPU' : markdownText(machine.cpu);
  const dates = [...new Set(machine.dates)].join(', ');
  return (
    `Measured on ${cpu}, ${machine.cpus} CPUs, on ${occasions.length} occasions (${dates}): pairs of the programs of the suite \`gate\` with themselves.\n` +
    `From them ${formatCount(falseAlarms.of)} whole checks of ${metrics} gated metrics each were made up and judged, and as many by other ways, all runs of base first and\n` +
    `then all of head. Any false alarm of \`interleave check\`: ${falseAlarms.times} of ${formatCount(falseAlarms.of)}, at most ${percent(high)} (95 %). Found: one metric alone was made worse by\n` +
    `that much. A check takes ${pairs.toFixed(1)} pairs of a cell on average when nothing has changed.\n\n${table}\n` +
    `${liveText(live)}\n${filterText(noiseFilter)}`
  );
}

/** What became of the checks that were measured live, suites and lights in the order in which they first came. */
function liveText(live: readonly z.infer<typeof liveSchema>[]): string {
  const suites = [...Map.groupBy(live, ({ suite }) => suite)].map(([suite, checks]) => {
    const lights = [...Map.groupBy(checks, ({ light }) => light)].map(
      ([light, own]) => `${own.length} ${light}`,
    );
    const seconds = checks.map((row) => row.seconds);
    const [shortest, longest] = [Math.min(...seconds), Math.max(...seconds)];
    const time = shortest === longest ? `${shortest} s` : `${shortest} to ${longest} s each`;
    return `suite ${suite}: ${lights.join(', ')} (${time})`;
  });
  return `Live checks of a commit against itself: ${live.length}; ${suites.join('; ')}.`;
}

function filterText({ workers, conditions }: z.infer<typeof noiseFilterSchema>): string {
  const filtered = ({ base, head, both, pairs }: z.infer<typeof noisyPairs>): string =>
    `${base + head + both} of ${pairs} pairs`;
  const found = conditions.map(
    ({ name, same, more }) => `on the ${name} machine ${filtered(more)} with, ${filtered(same)} without`,
  );
  return `The noise filter does not see that head has ${workers.head} worker threads where base has ${workers.base}: it left out ${found.join('; ')}.\n`;
}

function readProof(folder: string) {
  try {
    const table: unknown = parse(readFileSync(path.join(folder, 'methods.csv')), { columns: true });
    return {
      proof: proofSchema.parse(JSON.parse(readFileSync(path.join(folder, 'proof.json'), 'utf8'))),
      rows: z.array(rowSchema).parse(table),
      live: z
        .array(liveSchema)
        .min(1)
        .parse(parse(readFileSync(path.join(folder, 'live.csv')), { columns: true })),
      noiseFilter: noiseFilterSchema.parse(
        JSON.parse(readFileSync(path.join(folder, 'noise-filter.json'), 'utf8')),
      ),
    };
  } catch (error) {
    throw new Failure(
      'foreignFile',
      `expected proof.json and methods.csv of scripts/prove-gate.ts, live.csv of scripts/check-live-aa.ts and noise-filter.json of scripts/check-noise-filter.ts in ${folder}: ${textOf(error)}`,
      { cause: error },
    );
  }
}
