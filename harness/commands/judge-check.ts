import { Failure } from '../failure.ts';
import { evidenceOf } from '../gate/check-evidence.ts';
import { gate } from '../gate/gate.ts';
import { judgeCheck } from '../gate/judge.ts';
import type { Policy } from '../gate/policy.ts';
import type { Scenario } from '../model.ts';
import type { JudgedCheck } from '../reports/judged-check.ts';
import { planLooks, type Look } from '../statistics/alpha-plan.ts';
import type { StoredCheck } from '../store/check-folder.ts';
import type { CheckCell, CheckPlan } from '../store/check-plan.ts';
import { gatedMetrics } from './check-cells.ts';
import type { Session } from './session.ts';

/**
 * A stored check with the verdicts that follow from its samples.
 *
 * @param policy to judge it by instead of its own; metrics that it gates besides are read of the same samples
 * @param ended why no more pairs will come; null: nothing ended it, so that what is open nevertheless was interrupted
 * @throws Failure of kind `usage` for a metric that a scenario does not have, `foreignFile` for a scenario that is not here
 */
export function judgeStored(
  stored: StoredCheck,
  session: Session,
  policy: Policy = stored.plan.policy,
  ended: string | null = null,
): JudgedCheck {
  const scenarios = scenariosOf(stored.plan, session);
  const plan = planUnder(policy, stored, scenarios);
  const evidence = evidenceOf(plan, stored.lines, scenarios, policy.noise);
  const asIs = judgeCheck(evidence, plan, ended);
  const outcome =
    asIs.state === 'open' ? judgeCheck(evidence, plan, whyOpen(plan, plan !== stored.plan)) : asIs;
  if (outcome.state === 'open') throw new Error('a check that has ended cannot want more pairs');
  const { cells } = outcome;
  const result = gate(cells, plan, policy);
  const { environment, lines } = stored;
  return { plan, pairing: 'paired', environment, lines, evidence, cells, result, scenarios };
}

/** Whether a program gave no result, whatever else was shown. */
export function hasCrashed({ result: { reasons } }: Pick<JudgedCheck, 'result'>): boolean {
  return reasons.some(({ kind }) => kind === 'crashed');
}

/** The folder does not tell what ended a check early. */
function whyOpen({ budgetNs }: CheckPlan, isReplay: boolean): string {
  if (isReplay)
    return 'this policy wants more pairs than were taken under the policy of the check, and a replay measures nothing';
  return budgetNs === null ? 'interrupted' : 'interrupted, or the time budget was used up';
}

/**
 * The scenarios that a check measured.
 * @throws Failure of kind `foreignFile` for one that is not here
 */
export function scenariosOf(
  { checkId, cells }: Pick<CheckPlan, 'checkId' | 'cells'>,
  { sources }: Pick<Session, 'sources'>,
): Scenario[] {
  return [...new Set(cells.map(({ head }) => head.scenario))].map((name) => {
    const source = sources.find(({ scenario }) => scenario.name === name);
    if (source !== undefined) return source.scenario;
    const known = sources.map(({ scenario }) => scenario.name).join(', ');
    throw new Failure(
      'foreignFile',
      `check ${checkId} measured the scenario ${name}, which is not among ${known}: use the version of Interleave that took it`,
    );
  });
}

/** The stored plan itself under its own policy: what was settled before the first pair stays. */
function planUnder(policy: Policy, stored: StoredCheck, scenarios: readonly Scenario[]): CheckPlan {
  const { plan } = stored;
  if (isAlike(policy, plan.policy)) return plan;
  if (isAlike(policy.metrics, plan.policy.metrics))
    return { ...plan, policy, looks: looksUnder(policy, plan.cells, stored) };
  const cells = plan.cells.map((cell) => ({ ...cell, gated: gatedUnder(policy, cell, scenarios) }));
  // What a measured cell lacks is told by its verdicts now, and what this policy leaves out is not missing.
  const ungated = (plan.ungated ?? []).filter(({ cell, metric }) => {
    const named = policy.metrics[cell.split(' ')[0] ?? ''];
    return !cells.some(({ id }) => id === cell) && (named === undefined || named.includes(metric));
  });
  return { ...plan, policy, cells, ungated, looks: looksUnder(policy, cells, stored) };
}

/** What a cell's samples can tell of the gated metrics: those of its probe. */
function gatedUnder(
  policy: Policy,
  { head, probe }: CheckCell,
  scenarios: readonly Scenario[],
): CheckCell['gated'] {
  const scenario = scenarios.find(({ name }) => name === head.scenario);
  if (scenario === undefined) throw new Error(`there is no scenario ${head.scenario}`);
  return gatedMetrics(scenario, policy)
    .filter((gated) => gated.probe === probe)
    .map(({ metric, unit, direction }) => ({ metric, unit, direction }));
}

/** Looks follow from the number of metrics, from q and from how many pairs there may be; where none of these differs, they stay. */
function looksUnder(policy: Policy, cells: readonly CheckCell[], { plan, lines }: StoredCheck): Look[] {
  const hypotheses = hypothesesIn(cells);
  const { q, mostPairs } = plan.policy;
  if (hypotheses === hypothesesIn(plan.cells) && policy.q === q && policy.mostPairs === mostPairs) {
    return plan.looks;
  }
  // One look reads the first pairs of every cell; which cells went on longer was settled under the other policy.
  const taken = Map.groupBy(lines, ({ cell }) => cell);
  const longest = Math.max(0, ...[...taken.values()].map((own) => new Set(own.map(({ pair }) => pair)).size));
  return planLooks(hypotheses, policy.q, Math.min(policy.mostPairs, longest));
}

function hypothesesIn(cells: readonly CheckCell[]): number {
  return cells.reduce((sum, { gated }) => sum + gated.length, 0);
}

function isAlike(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/** Keys in order, since those of a file stand as its author wrote them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, own]) => [key, sorted(own)]),
  );
}
