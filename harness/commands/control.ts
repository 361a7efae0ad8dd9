import { Failure } from '../failure.ts';
import { runtimeOf, type Scenario } from '../model.ts';
import type { Selection } from '../plan/cases.ts';
import type { FoundRuntime } from '../runtimes/runtime.ts';
import { findRuntimes, type RuntimeRequests } from './toolbox.ts';

/** The scenario that is measured beside others, and by itself only when it is named. */
export const controlScenario = 'control';

/** The suite whose cells are taken once in every round of every run, so that drift of the machine shows in the data. */
const controlSuite = 'control';

/** The control's cells, whatever else of the scenario was asked for: other rows are given as multiples of them. */
export function controlSelections(scenarios: readonly Scenario[]): Selection[] {
  return scenarios.flatMap((scenario) =>
    (scenario.suites[controlSuite]?.entries ?? []).map((entry) => ({ ...entry, scenario })),
  );
}

/**
 * What the control needs and the run has not found yet. A machine without Go measures Node's rows all the same, so a missing
 * runtime costs the control's row and not the run.
 */
export async function findControlRuntimes(
  selections: readonly Selection[],
  found: readonly FoundRuntime[],
  requests: RuntimeRequests,
  report: (line: string) => void,
): Promise<FoundRuntime[]> {
  const added: FoundRuntime[] = [];
  for (const variant of new Set(selections.flatMap(({ variants }) => variants))) {
    const runtime = runtimeOf(variant);
    if ([...found, ...added].some((other) => other.runtime === runtime)) continue;
    const [first] = selections;
    if (first === undefined) break;
    try {
      added.push(...(await findRuntimes([{ ...first, variants: [variant] }], requests, report)));
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'missingRuntime') throw error;
      // The remedies of the message are for those who asked for the runtime.
      report(`without the control ${variant}, and multiples of it: ${error.message.split(':')[0]}`);
    }
  }
  return added;
}
