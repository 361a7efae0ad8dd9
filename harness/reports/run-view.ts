import type { Scenario } from '../model.ts';
import type { Sample } from '../store/sample.ts';
import type { Run } from './report.ts';

/** @throws Error when the run's scenarios do not hold it. */
export function scenarioOf(run: Run, name: string): Scenario {
  const scenario = run.scenarios.find((candidate) => candidate.name === name);
  if (scenario === undefined) {
    const known = run.scenarios.map((candidate) => candidate.name).join(', ');
    throw new Error(`run ${run.plan.runId} measured the scenario ${name}, which is not among ${known}`);
  }
  return scenario;
}

/** The last attempt of each entry of the plan, in the plan's order: what figures are made of. */
export function lastAttempts(run: Run): Sample[] {
  const last = new Map<number, Sample>();
  for (const sample of run.samples) {
    const known = last.get(sample.order);
    if (known === undefined || sample.attempt > known.attempt) last.set(sample.order, sample);
  }
  return [...last.values()].sort((first, second) => first.order - second.order);
}
