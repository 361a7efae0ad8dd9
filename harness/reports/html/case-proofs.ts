/** What shows that a row's samples did the same work under the same settings as their neighbours'. */
import { probes, statuses, type Probe, type Scenario } from '../../model.ts';
import type { PlannedCase } from '../../store/plan.ts';
import { incomparableCases } from '../comparability.ts';
import { counted } from '../quantity.ts';
import type { Run } from '../report.ts';
import { scenarioOf, takenSamples, type TakenSample } from '../run-view.ts';
import type { CaseSummary } from '../summaries.ts';
import { unusableSamples } from '../unusable-samples.ts';
import { ProbeEvidence } from './probe-evidence.ts';

export interface CaseProof {
  readonly case: string;
  readonly figures: readonly ProofFigure[];
  readonly facts: readonly (readonly [name: string, text: string])[];
}

/** In base units. */
export interface ProofFigure {
  readonly metric: string;
  readonly unit: string;
  readonly probe: Probe;
  readonly n: number;
  readonly median: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** One for each case of the plan, in its order. */
export function* caseProofs(run: Run, summaries: readonly CaseSummary[]): Iterable<CaseProof> {
  const evidence = gatherEvidence(run);
  const { attempts, last } = takenSamples(run);
  const attemptsByCase = Map.groupBy(attempts, ({ of }) => of.case);
  const lastByCase = Map.groupBy(last, ({ of }) => of.case);
  const summariesByCase = Map.groupBy(summaries, (summary) => summary.case.id);
  const incomparable = incomparableCases(run);
  for (const plannedCase of run.plan.cases) {
    const scenario = scenarioOf(run, plannedCase.scenario);
    const { id } = plannedCase;
    const flag = incomparable.get(id);
    yield {
      case: id,
      figures: figuresOf(summariesByCase.get(id) ?? [], scenario),
      facts: [
        ...(flag === undefined ? [] : [['not comparable', flag] as const]),
        ...variantFacts(plannedCase, scenario),
        ...probes.flatMap((probe) => [
          ...endings(
            probe,
            (attemptsByCase.get(id) ?? []).filter((sample) => sample.probe === probe),
            (lastByCase.get(id) ?? []).filter((sample) => sample.probe === probe),
          ),
          ...(evidence.get(evidenceKey(id, probe))?.facts() ?? []),
        ]),
      ],
    };
  }
}

function gatherEvidence(run: Run): Map<string, ProbeEvidence> {
  const counting = new Map(takenSamples(run).last.map(({ order, attempt }) => [order, attempt]));
  const evidence = new Map<string, ProbeEvidence>();
  for (const sample of run.samples) {
    if (sample.status === 'ok' && counting.get(sample.order) !== sample.attempt) continue;
    const key = evidenceKey(sample.case, sample.probe);
    const own = evidence.get(key) ?? new ProbeEvidence();
    evidence.set(key, own);
    own.add(sample);
  }
  return evidence;
}

function evidenceKey(id: string, probe: Probe): string {
  return `${probe} ${id}`;
}

/** Those that the report shows; all others are in summary.csv. */
function figuresOf(summaries: readonly CaseSummary[], { shown }: Scenario): ProofFigure[] {
  return summaries.flatMap(({ metrics }) =>
    metrics
      .filter(({ metric }) => shown.report.includes(metric.name))
      .map(({ metric, summary: { n, median, interval } }) => ({
        metric: metric.name,
        unit: metric.unit,
        probe: metric.probe,
        n,
        median: shortened(median),
        low: interval === null ? null : shortened(interval.low),
        high: interval === null ? null : shortened(interval.high),
      })),
  );
}

/** No clock and no /proc tells more digits. */
function shortened(value: number): number {
  return Number(value.toPrecision(8));
}

function variantFacts(own: PlannedCase, scenario: Scenario): (readonly [string, string])[] {
  const variant = scenario.variants.find(({ name }) => name === own.variant);
  if (variant === undefined) return [];
  const { description, tuning, options } = variant;
  return [
    ['what it does', description],
    ['tuning', options === undefined ? tuning : `${tuning}: ${options}`],
  ];
}

/** How the samples ended, and why some gave no figures. */
function endings(
  probe: Probe,
  attempts: readonly TakenSample[],
  last: readonly TakenSample[],
): (readonly [string, string])[] {
  if (attempts.length === 0) return [];
  const repeated = attempts.length - last.length;
  const ended = statuses.flatMap((status) => {
    const count = last.filter((sample) => sample.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  const repetition =
    repeated === 0 ? 'no attempt repeated' : `${counted(repeated, 'attempt')} repeated with a longer wait`;
  return [
    [`${probe} samples`, `${ended.join(', ')}; ${repetition}`],
    ...unusableSamples(attempts).map(
      ({ status, reason, orders }) => [status, `${reason} (order ${orders})`] as const,
    ),
  ];
}
