import type { Scenario } from '../../model.ts';
import type { PlannedCase } from '../../store/plan.ts';
import type { Run } from '../report.ts';
import type { VegaLite } from './chart.ts';
import { runtimeColours, runtimeShapes, seriesColours, shapes, type Shape } from './theme.ts';

/** What one line or mark of a panel is called, and what it is of. */
export interface Series {
  readonly series: string;
  readonly runtime: string;
  readonly variant: string;
  readonly runtime_version: string;
}

/** A variant in one version of its runtime. */
interface Own {
  readonly variant: string;
  readonly runtime: string;
  readonly version: string;
}

interface Mark {
  /** An index of `seriesColours`. */
  readonly colour: number;
  readonly shape: Shape;
}

/**
 * Colour and shape of each series of one panel, with a legend below it. A variant looks the same in every picture of a run,
 * whatever stands beside it there: see `marksOf`.
 */
export function seriesChannels(
  rows: readonly Series[],
  scenario: Scenario,
  run: Pick<Run, 'plan'>,
): { color: VegaLite; shape: VegaLite } {
  const names = [...new Set(rows.map(({ series }) => series))];
  const marks = marksOf(scenario, run);
  const seen = new Set<string>();
  const range = names.map((name): Mark => {
    const own = rows.find(({ series }) => series === name);
    const mark = own === undefined ? undefined : marks.get(keyOf(own.variant, own.runtime_version));
    // Of more variants than there are marks, those of one panel differ still.
    const free =
      mark === undefined || seen.has(textOf(mark)) ? allMarks.find((one) => !seen.has(textOf(one))) : mark;
    const chosen = free ?? mark ?? firstMark;
    seen.add(textOf(chosen));
    return chosen;
  });
  const longest = Math.max(...names.map((name) => name.length));
  const columns = longest <= 24 ? 3 : longest <= 46 ? 2 : 1;
  const channel = {
    field: 'series',
    type: 'nominal',
    sort: names,
    title: null,
    legend: { orient: 'bottom', columns, labelLimit: Math.floor(570 / columns) },
  };
  return {
    color: { ...channel, scale: { domain: names, range: range.map(({ colour }) => seriesColours[colour]) } },
    shape: { ...channel, scale: { domain: names, range: range.map(({ shape }) => shape) } },
  };
}

const firstMark: Mark = { colour: 0, shape: shapes[0] };

/** By colour first, so that where nothing speaks against it a runtime's variants have its first colour. */
const allMarks: readonly Mark[] = seriesColours.flatMap((_, colour) =>
  shapes.map((shape) => ({ colour, shape })),
);

/**
 * The mark of every variant of the scenario, and of those that the run measured besides. Its shape is one of its runtime's,
 * so that Go and Node.js are told apart without their names. Its colour is another one than that of all beside which a declared
 * picture shows it, as long as there are enough; of those Go prefers the cool ones and Node.js the warm ones. No two variants
 * have both the same, as long as there are enough marks.
 */
function marksOf(scenario: Scenario, { plan }: Pick<Run, 'plan'>): ReadonlyMap<string, Mark> {
  const given: (Own & { readonly mark: Mark })[] = [];
  const levels = new Map(scenario.variants.map(({ name, level }) => [name, level]));
  for (const own of variantsOf(scenario, plan.cases)) {
    const { variant, runtime } = own;
    const alike = given.filter((other) => levels.get(other.variant) === levels.get(variant));
    const beside = alike.filter((other) => areShownTogether(scenario, variant, other.variant));
    const has = (others: typeof given, key: keyof Mark, mark: Mark): number =>
      others.filter((other) => other.mark[key] === mark[key]).length;
    const taken = new Set(given.map(({ mark }) => textOf(mark)));
    const costs = allMarks
      .filter((mark) => !taken.has(textOf(mark)))
      .map((mark) => ({
        mark,
        cost: [
          (runtimeShapes[runtime] ?? shapes).includes(mark.shape) ? 0 : 1,
          has(beside, 'colour', mark),
          (runtimeColours[runtime] ?? [mark.colour]).includes(mark.colour) ? 0 : 1,
          has(alike, 'colour', mark),
          has(beside, 'shape', mark),
        ],
      }));
    const [best] = costs.sort((one, other) => compareCosts(one.cost, other.cost));
    given.push({ ...own, mark: best?.mark ?? firstMark });
  }
  return new Map(given.map(({ variant, version, mark }) => [keyOf(variant, version), mark]));
}

/** First those that declared pictures name, as they stand beside each other most; in the oldest version of their runtime. */
function variantsOf(
  { name: scenario, variants, charts = [] }: Scenario,
  cases: readonly PlannedCase[],
): Own[] {
  const measured = cases.filter((own) => own.scenario === scenario);
  const names = new Set([
    ...charts.flatMap((chart) => chart.variants ?? []),
    ...variants.map(({ name }) => name),
    ...measured.map(({ variant }) => variant),
  ]);
  const versions = Map.groupBy(measured, ({ runtime }) => runtime);
  const own = [...names].map((variant) => {
    const runtime = variant.split('/')[0] ?? '';
    const known = new Set((versions.get(runtime) ?? []).map(({ runtimeVersion }) => runtimeVersion));
    return { variant, runtime, versions: [...known].sort(byNumber.compare) };
  });
  const most = Math.max(1, ...own.map((one) => one.versions.length));
  return Array.from({ length: most }, (_, index) =>
    own.flatMap(({ variant, runtime, versions: known }): Own[] =>
      index > 0 && index >= known.length ? [] : [{ variant, runtime, version: known[index] ?? '' }],
    ),
  ).flat();
}

const byNumber = new Intl.Collator('en', { numeric: true });

/** Whether there is a declared picture with lines of both; where none is declared, any could have them. */
function areShownTogether({ charts = [] }: Scenario, one: string, other: string): boolean {
  const withLines = charts.filter(({ kind }) => kind !== 'dots');
  return (
    withLines.length === 0 ||
    withLines.some(
      ({ variants }) => variants === undefined || (variants.includes(one) && variants.includes(other)),
    )
  );
}

function compareCosts(one: readonly number[], other: readonly number[]): number {
  return one.map((cost, index) => cost - (other[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function textOf({ colour, shape }: Mark): string {
  return `${colour} ${shape}`;
}

function keyOf(variant: string, version: string): string {
  return JSON.stringify([variant, version]);
}
