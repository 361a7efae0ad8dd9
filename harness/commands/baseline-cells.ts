import type { OneSided } from '../gate/gate.ts';
import type { Policy } from '../gate/policy.ts';
import type { UnpairedCell } from '../gate/unpaired.ts';
import { metricValues } from '../metrics.ts';
import { probes, type Probe, type Scenario, type Unit } from '../model.ts';
import type { Run } from '../reports/report.ts';
import { lastAttempts } from '../reports/run-view.ts';
import type { Baseline, BaselineCase } from '../store/baseline.ts';
import type { PlannedCase } from '../store/plan.ts';
import type { OkSample, Sample } from '../store/sample.ts';
import { cellId, gatedMetrics, withProbe } from './check-cells.ts';
import { isTargeted, type SelectionRequest } from './selection.ts';

/** The values of one case by one probe, by metric: those that have a better direction. */
type Values = Readonly<Record<string, readonly number[]>>;

/** What a run measured of one case by one probe, in the order in which it was taken. */
export interface MeasuredCase {
  readonly case: PlannedCase;
  readonly probe: Probe;
  /** The last attempt of each planned sample. */
  readonly samples: readonly Sample[];
}

interface Side {
  readonly case: PlannedCase;
  readonly values: Values;
  readonly failure: Exclude<UnpairedCell['failure'], undefined>;
}

/**
 * The cells that a stored baseline and a run have in common, with the metrics that are judged in them, and the cases that only
 * one of them has. A case is found again on another version of its runtime, unless one of the two measured several versions.
 *
 * @param scenarios cases of others are left out
 */
export function baselineCells(
  baseline: Baseline,
  run: Run,
  policy: Policy,
  scenarios: readonly Scenario[],
): { readonly cells: UnpairedCell[]; readonly oneSided: OneSided[] } {
  const cells: UnpairedCell[] = [];
  const oneSided: OneSided[] = [];
  for (const scenario of scenarios) {
    const gated = gatedMetrics(scenario, policy);
    for (const probe of probes) {
      const judged = gated.filter((metric) => metric.probe === probe);
      if (judged.length === 0) continue;
      const base = baseline.cases
        .filter((one) => one.case.scenario === scenario.name)
        .flatMap((one) => storedSide(one, probe));
      const head = measuredCases(run)
        .filter((one) => one.case.scenario === scenario.name && one.probe === probe)
        .map((one) => measuredSide(one, scenario));
      const { matched, alone } = match(base, head, probe);
      oneSided.push(...alone);
      for (const { id, base: before, head: now } of matched) {
        cells.push({
          cell: id,
          hypotheses: judged.map(({ metric, unit, direction }) => ({
            cell: id,
            metric,
            unit: unit as Unit,
            direction,
          })),
          base: before.values,
          head: now.values,
          failure: now.failure,
        });
      }
    }
  }
  return { cells, oneSided };
}

/**
 * The part of a baseline that a run was to measure: what its suite, parameters, cores and targets leave out is not missing. What
 * this version has no program for any more is, unless other values than the suite's were asked for.
 */
export function askedOf(
  baseline: Baseline,
  run: Run,
  { targets, parameters, regimes }: Pick<SelectionRequest, 'targets' | 'parameters' | 'regimes'>,
  scenarios: readonly Scenario[],
): Baseline {
  const planned = Map.groupBy(measuredCases(run), (one) => cellId(one.case));
  const hasOwnValues = Object.keys(parameters).length > 0 || regimes !== null;
  const isGone = ({ scenario, variant }: PlannedCase): boolean => {
    const known = scenarios.find(({ name }) => name === scenario);
    return known !== undefined && !known.variants.some(({ name }) => name === variant);
  };
  return {
    ...baseline,
    cases: baseline.cases.flatMap((stored): BaselineCase[] => {
      const { scenario, variant } = stored.case;
      const here = planned.get(cellId(stored.case));
      if (here === undefined) {
        const isMissing = !hasOwnValues && isGone(stored.case) && isTargeted(targets, scenario, variant);
        return isMissing ? [stored] : [];
      }
      const asked = Object.entries(stored.probes).filter(([name]) =>
        here.some(({ probe }) => probe === name),
      );
      return [{ ...stored, probes: Object.fromEntries(asked) }];
    }),
  };
}

/** In the order of the plan's cases. */
export function measuredCases(run: Run): MeasuredCase[] {
  const byCase = Map.groupBy(lastAttempts(run), (sample) => sample.case);
  return run.plan.cases.flatMap((planned) =>
    probes.flatMap((probe): MeasuredCase[] => {
      const isPlanned = run.plan.entries.some((entry) => entry.case === planned.id && entry.probe === probe);
      const samples = (byCase.get(planned.id) ?? []).filter((sample) => sample.probe === probe);
      return isPlanned ? [{ case: planned, probe, samples }] : [];
    }),
  );
}

export function okSamples({ samples }: Pick<MeasuredCase, 'samples'>): OkSample[] {
  return samples.filter((sample) => sample.status === 'ok');
}

export function valuesOf(samples: readonly OkSample[], scenario: Scenario): Record<string, number[]> {
  const values: Record<string, number[]> = {};
  for (const sample of samples) {
    for (const { metric, value } of metricValues(sample, scenario)) {
      if (metric.direction !== 'none') (values[metric.name] ??= []).push(value);
    }
  }
  return values;
}

function storedSide({ case: planned, probes: stored }: BaselineCase, probe: Probe): Side[] {
  const values = stored[probe];
  return values === undefined ? [] : [{ case: planned, values, failure: null }];
}

function measuredSide(measured: MeasuredCase, scenario: Scenario): Side {
  const failed = measured.samples.find((sample) => sample.status !== 'ok' && sample.status !== 'skipped');
  return {
    case: measured.case,
    values: valuesOf(okSamples(measured), scenario),
    failure: failed === undefined ? null : { arm: 'head', status: failed.status, reason: failed.reason },
  };
}

function match(base: readonly Side[], head: readonly Side[], probe: Probe) {
  const matched: { readonly id: string; readonly base: Side; readonly head: Side }[] = [];
  const alone: OneSided[] = [];
  const before = Map.groupBy(base, (side) => cellId(side.case));
  const now = Map.groupBy(head, (side) => cellId(side.case));
  for (const id of new Set([...before.keys(), ...now.keys()])) {
    const [stored = [], measured = []] = [before.get(id), now.get(id)];
    const [first, second] = [stored[0], measured[0]];
    if (first !== undefined && second !== undefined && stored.length === 1 && measured.length === 1) {
      matched.push({ id: withProbe(id, probe), base: first, head: second });
      continue;
    }
    for (const side of stored) {
      const other = measured.find((one) => one.case.id === side.case.id);
      if (other === undefined) alone.push({ case: withProbe(side.case.id, probe), side: 'removed' });
      else matched.push({ id: withProbe(side.case.id, probe), base: side, head: other });
    }
    for (const side of measured) {
      if (!stored.some((one) => one.case.id === side.case.id))
        alone.push({ case: withProbe(side.case.id, probe), side: 'new' });
    }
  }
  return { matched, alone };
}
