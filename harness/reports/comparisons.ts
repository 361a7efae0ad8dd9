/**
 * Two sides held against each other: what stored samples say about how many times the one takes what the other takes. Which
 * case stands against which is settled in `comparison-matches.ts`; texts are made of it elsewhere.
 */
import { evidenceOf } from '../gate/check-evidence.ts';
import { quietPairs, type MeasuredPair } from '../gate/evidence.ts';
import { metricsOf, type Metric } from '../metrics.ts';
import { probes, type Probe, type Scenario } from '../model.ts';
import { hodgesLehmann, walshInterval } from '../statistics/hodges-lehmann.ts';
import { mannWhitneyTest, shiftEstimate, shiftInterval } from '../statistics/mann-whitney.ts';
import type { Interval } from '../statistics/median-interval.ts';
import { benjaminiHochberg } from '../statistics/multiplicity.ts';
import { medianOf } from '../statistics/quantile.ts';
import { signedRankTest } from '../statistics/signed-rank.ts';
import type { StoredCheck } from '../store/check-folder.ts';
import type { PlannedCase } from '../store/plan.ts';
import { unitComparison } from './comparability.ts';
import { controlReason, divisorReason, isControl } from './comparison-control.ts';
import { labelsOf, type Match } from './comparison-matches.ts';
import { notComparable } from './not-comparable.ts';
import type { Run } from './report.ts';
import { sampleFigures, scenarioOf, takenSamples } from './run-view.ts';
import { ratiosOf, References } from './summaries.ts';

/** One of the two things that are compared. */
export interface Side {
  /** As sentences call it, e.g. `async-sleep`, `go@1.27.4`, `results/two`. */
  readonly label: string;
  readonly case: PlannedCase;
  /** Identity of the run or check that measured it. */
  readonly run: string;
}

export interface Sides {
  readonly base: Side;
  readonly head: Side;
}

/** What the values of one metric say; ratios are head to base. */
export interface Figures {
  /** `paired`: the ratio of each round or pair is one value; `unpaired`: all values of one side against all of the other. */
  readonly pairing: 'paired' | 'unpaired';
  /** Values of each side; where they are paired these are the pairs, and both are equal. */
  readonly n: { readonly base: number; readonly head: number };
  /** Medians, in the metric's unit. */
  readonly base: number;
  readonly head: number;
  /** Hodges and Lehmann's estimate; null where a value is 0 or negative, so that there is no ratio. */
  readonly ratio: number | null;
  /** Of the ratio, 95 %; null where there are too few values, such as fewer than six pairs. */
  readonly interval: Interval | null;
  /** Two-sided, of this row alone; null without an interval: so few values could show nothing. */
  readonly p: number | null;
  /** The interval excludes 1: what one row says by itself. For one row among many see `markOf`. */
  readonly shown: boolean;
}

/** One metric of two cases: a row of the table. */
export interface Comparison extends Figures {
  readonly what: Sides;
  readonly scenario: Scenario;
  readonly metric: Metric;
  /** By Benjamini and Hochberg over all rows that are compared together. */
  readonly adjusted: number | null;
  /** Of a check: pairs that were left out, since a sample of theirs was too noisy. */
  readonly noisyPairs: number;
  /** Why the two must not be held against each other; printed behind `not comparable: `. */
  readonly reservations: readonly string[];
  /** Of two runs: why a difference is not the programs' own, so that neither side is called better or worse by it; null: nothing says so. */
  readonly noVerdict: string | null;
}

/** What is read of the samples. */
export interface MetricRequest {
  /** Names; null: those that the scenario's report shows, and those that it gates. */
  readonly metrics: readonly string[] | null;
  /** Only samples of this kind; null: of any. */
  readonly probe: Probe | null;
}

export interface LabelledRun {
  readonly label: string;
  readonly run: Run;
}

/** The share of rows without a mark that may be accidents: a rate of false discoveries, and no level of a single test. */
const largestP = 0.1;

/**
 * `~`: nothing is shown, since the interval holds 1 or there is none. `?`: shown by this row, but by accident some of so many
 * rows would be, and with the correction for all of them p is above 10 %: more than one in ten of such rows may be an accident.
 *
 * The corrected p alone was rejected as the rule for `~`, and 5 % for `?`: with six rounds the smallest p of a row is 0.031, so
 * that threefold differences would be doubted wherever fewer than five rows of eight differ. The interval alone was rejected too: of a
 * thousand rows in which nothing has changed it shows fifty.
 */
export function markOf({ shown, adjusted }: Pick<Comparison, 'shown' | 'adjusted'>): '' | '~' | '?' {
  if (!shown) return '~';
  return adjusted !== null && adjusted > largestP ? '?' : '';
}

/**
 * Cases of one run. Those of one block are paired by round: in each of its rounds they were measured in random order. Others
 * are not, since a round takes its blocks one after the other.
 */
export function compareWithin(run: Run, matches: readonly Match[], request: MetricRequest): Comparison[] {
  const concerned = matches.flatMap(({ base, head }) => [base, head]);
  const values = valuesOf(run, concerned, request);
  const blocks = new Map(run.plan.entries.map((entry) => [entry.case, entry.block]));
  const slowerUnits = unitComparison(run);
  const rows = matches.flatMap((match) => {
    const labels = labelsOf(match);
    const what = {
      base: { label: labels.base, case: match.base, run: run.plan.runId },
      head: { label: labels.head, case: match.head, run: run.plan.runId },
    };
    const flags = slowerUnits([match.base, match.head]);
    const isPaired = blocks.get(match.base.id) === blocks.get(match.head.id);
    const scenario = scenarioOf(run, match.base.scenario);
    return sharedMetrics(scenario, request, values.get(match.base.id), values.get(match.head.id)).flatMap(
      ({ metric, base, head }) => {
        const pairs = pairsOf(base, head);
        if (isPaired && pairs.length === 0) return [];
        const figures = isPaired ? paired(pairs) : unpaired([...base.values()], [...head.values()]);
        const reservations = reservationsOf(what, metric, flags);
        return [{ what, scenario, metric, ...figures, noisyPairs: 0, reservations, noVerdict: null }];
      },
    );
  });
  return withAdjusted(rows);
}

/** Cases of two runs: never paired, since no sample of the one was taken beside a sample of the other. */
export function compareRuns(
  base: LabelledRun,
  head: LabelledRun,
  matches: readonly Match[],
  request: MetricRequest,
): Comparison[] {
  const valuesIn = ({ run }: LabelledRun, cases: readonly PlannedCase[]) => valuesOf(run, cases, request);
  const ofBase = valuesIn(
    base,
    matches.map((match) => match.base),
  );
  const ofHead = valuesIn(
    head,
    matches.map((match) => match.head),
  );
  const divisorMoved = divisorMoves(base, head, matches, request);
  return withAdjusted(
    matches.flatMap((match) => {
      const what = {
        base: { label: base.label, case: match.base, run: base.run.plan.runId },
        head: { label: head.label, case: match.head, run: head.run.plan.runId },
      };
      const scenario = scenarioOf(head.run, match.head.scenario);
      return sharedMetrics(scenario, request, ofBase.get(match.base.id), ofHead.get(match.head.id)).map(
        (shared) => ({
          what,
          scenario,
          metric: shared.metric,
          ...unpaired([...shared.base.values()], [...shared.head.values()]),
          noisyPairs: 0,
          reservations: reservationsOf(what, shared.metric),
          noVerdict: isControl(scenario) ? controlReason : divisorMoved(scenario, shared.metric),
        }),
      );
    }),
  );
}

/** Of a metric that is a multiple of one case's: why its difference is not its own. */
function divisorMoves(
  base: LabelledRun,
  head: LabelledRun,
  matches: readonly Match[],
  request: MetricRequest,
): (scenario: Scenario, metric: Metric) => string | null {
  const scenarios = new Set(matches.map((match) => scenarioOf(head.run, match.head.scenario)));
  const reasons = new Map<string, string | null>();
  for (const scenario of scenarios) {
    const wanted = new Set(wantedMetrics(scenario, request).map(({ name }) => name));
    for (const { name, to } of scenario.ratios) {
      if (!wanted.has(name) || !('scenario' in to)) continue;
      const divisors = matches.filter(
        ({ base: own }) =>
          own.scenario === to.scenario && own.variant === to.variant && own.regime === to.regime,
      );
      const rows = compareRuns(base, head, divisors, { metrics: [to.metric], probe: 'memory' });
      // Of several cases a sample is divided by their median: one that has moved is enough.
      const found = rows.map((row) => divisorReason(to, row)).find((reason) => reason !== null);
      reasons.set(`${scenario.name} ${name}`, found ?? null);
    }
  }
  return (scenario, metric) => reasons.get(`${scenario.name} ${metric.name}`) ?? null;
}

/** The two arms of a check in every metric that is asked for, gated or not; noisy pairs are left out and counted. */
export function compareArms(
  { plan, lines }: Pick<StoredCheck, 'plan' | 'lines'>,
  scenarios: readonly Scenario[],
  request: MetricRequest,
): Comparison[] {
  const cells = plan.cells.flatMap((cell) => {
    const scenario = scenarios.find(({ name }) => name === cell.head.scenario);
    if (scenario === undefined || (request.probe !== null && request.probe !== cell.probe)) return [];
    const metrics = wantedMetrics(scenario, request).filter(({ probe }) => probe === cell.probe);
    return [{ cell, scenario, metrics }];
  });
  const evidence = evidenceOf(
    {
      cells: cells.map(({ cell, metrics }) => ({
        ...cell,
        // Read like gated ones; which way is better decides nothing here.
        gated: metrics.map(({ name, unit }) => ({
          metric: name,
          unit,
          direction: 'lower-is-better' as const,
        })),
      })),
    },
    lines,
    scenarios,
    plan.policy.noise,
  );
  return withAdjusted(
    cells.flatMap(({ cell, scenario, metrics }, index) => {
      const what = {
        base: { label: plan.arms.base.label, case: cell.base, run: plan.checkId },
        head: { label: plan.arms.head.label, case: cell.head, run: plan.checkId },
      };
      const all = evidence[index]?.pairs ?? [];
      const quiet = quietPairs(all);
      const noisyPairs = all.filter(({ state }) => state === 'measured').length - quiet.length;
      return metrics.flatMap((metric) => {
        const pairs = quiet.flatMap((pair) => pairOf(pair, metric.name));
        if (pairs.length === 0) return [];
        const reservations = reservationsOf(what, metric);
        return [{ what, scenario, metric, ...paired(pairs), noisyPairs, reservations, noVerdict: null }];
      });
    }),
  );
}

/** The metrics that are asked for, in the order in which the report shows them; one that both probes have is there twice, memory first. */
function wantedMetrics(scenario: Scenario, request: MetricRequest): Metric[] {
  const known = probes
    .filter((probe) => request.probe === null || probe === request.probe)
    .flatMap((probe) => metricsOf(scenario, probe));
  const usual = [...scenario.shown.report, ...scenario.gated.map(({ metric }) => metric)];
  const names = new Set(request.metrics ?? usual);
  return [...names].flatMap((name) => known.filter((metric) => metric.name === name));
}

type ValuePair = readonly [base: number, head: number];

function pairOf({ values }: MeasuredPair, metric: string): ValuePair[] {
  const [base, head] = [values.base[metric], values.head[metric]];
  return base === undefined || head === undefined ? [] : [[base, head]];
}

/**
 * Ratios are handled as ln values: so base and head can be exchanged, and no ratio weighs more than its inverse.
 *
 * @throws RangeError when there are no pairs
 */
export function paired(pairs: readonly ValuePair[]): Figures {
  const common = {
    pairing: 'paired',
    n: { base: pairs.length, head: pairs.length },
    base: medianOf(pairs.map(([base]) => base)),
    head: medianOf(pairs.map(([, head]) => head)),
  } as const;
  if (pairs.some(([base, head]) => base <= 0 || head <= 0)) return { ...common, ...noRatio };
  const differences = pairs.map(([base, head]) => Math.log(head) - Math.log(base));
  return {
    ...common,
    ...said(hodgesLehmann(differences), walshInterval(differences), signedRankTest(differences).pTwoSided),
  };
}

/** @throws RangeError when a side has no value */
export function unpaired(base: readonly number[], head: readonly number[]): Figures {
  const common = {
    pairing: 'unpaired',
    n: { base: base.length, head: head.length },
    base: medianOf(base),
    head: medianOf(head),
  } as const;
  if ([...base, ...head].some((value) => value <= 0)) return { ...common, ...noRatio };
  const [lnBase, lnHead] = [base.map(Math.log), head.map(Math.log)];
  return {
    ...common,
    ...said(
      shiftEstimate(lnBase, lnHead),
      shiftInterval(lnBase, lnHead),
      mannWhitneyTest(lnBase, lnHead).pTwoSided,
    ),
  };
}

const noRatio = { ratio: null, interval: null, p: null, shown: false } as const;

function said(estimate: number, bounds: Interval | null, p: number) {
  const ratio = Math.exp(estimate);
  if (bounds === null) return { ratio, interval: null, p: null, shown: false };
  return {
    ratio,
    interval: { low: Math.exp(bounds.low), high: Math.exp(bounds.high) },
    p,
    shown: bounds.low > 0 || bounds.high < 0,
  };
}

function withAdjusted(rows: readonly Omit<Comparison, 'adjusted'>[]): Comparison[] {
  const adjusted = benjaminiHochberg(rows.flatMap(({ p }) => p ?? []));
  let next = 0;
  return rows.map((row) => ({ ...row, adjusted: row.p === null ? null : (adjusted[next++] ?? null) }));
}

function reservationsOf(
  { base, head }: Sides,
  { name, probe }: Metric,
  flags: ReadonlyMap<string, string> = new Map(),
): string[] {
  return notComparable(
    [base, head].map((side) => ({
      case: side.case,
      probes: { [name]: probe },
      flag: flags.get(side.case.id) ?? null,
    })),
  );
}

/** By round, within the block. */
type RoundValues = Map<string, number>;

/** A case's metrics, by probe and name. */
type CaseValues = Map<string, { readonly metric: Metric; readonly values: RoundValues }>;

/** What the two cases both have, of the same probe and unit: memory samples first, as in the report's tables. */
function sharedMetrics(
  scenario: Scenario,
  request: MetricRequest,
  base: CaseValues = new Map(),
  head: CaseValues = new Map(),
): { metric: Metric; base: RoundValues; head: RoundValues }[] {
  const shared = wantedMetrics(scenario, request).flatMap((metric) => {
    const key = keyOf(metric);
    const [own, other] = [base.get(key), head.get(key)];
    if (own === undefined || other === undefined || own.metric.unit !== other.metric.unit) return [];
    return [{ metric, base: own.values, head: other.values }];
  });
  return shared.filter(
    ({ metric }, index) => shared.findIndex((one) => one.metric.name === metric.name) === index,
  );
}

function pairsOf(base: RoundValues, head: RoundValues): ValuePair[] {
  return [...base].flatMap(([round, value]): ValuePair[] => {
    const other = head.get(round);
    return other === undefined ? [] : [[value, other]];
  });
}

/** The wanted values of these cases, by case id. */
function valuesOf(
  run: Run,
  cases: readonly PlannedCase[],
  request: MetricRequest,
): ReadonlyMap<string, CaseValues> {
  const { last } = takenSamples(run);
  // Ratios are of memory samples and to memory samples, of whatever case of the run.
  const references = new References(last.filter(({ probe }) => probe === 'memory'));
  const wanted = new Map(
    run.scenarios.map((scenario) => [
      scenario.name,
      { scenario, keys: new Set(wantedMetrics(scenario, request).map(keyOf)) },
    ]),
  );
  const values = new Map<string, CaseValues>(cases.map(({ id }) => [id, new Map()]));
  for (const sample of last) {
    const { of, round } = sample;
    const ofCase = values.get(of.case);
    const asked = wanted.get(of.scenario);
    if (ofCase === undefined || asked === undefined) continue;
    const found = [...sampleFigures(sample), ...ratiosOf(sample, asked.scenario, references)];
    for (const { metric, value } of found) {
      const key = keyOf(metric);
      if (!asked.keys.has(key)) continue;
      const own = ofCase.get(key) ?? { metric, values: new Map() };
      ofCase.set(key, own);
      own.values.set(`${of.block} ${round}`, value);
    }
  }
  return values;
}

function keyOf({ probe, name }: Pick<Metric, 'probe' | 'name'>): string {
  return `${probe} ${name}`;
}
