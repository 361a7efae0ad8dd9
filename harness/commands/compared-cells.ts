import type { Arm } from '../gate/evidence.ts';
import type { OneSided } from '../gate/gate.ts';
import type { Policy } from '../gate/policy.ts';
import type { Scenario } from '../model.ts';
import type { Cell } from '../plan/cases.ts';
import type { CheckCell } from '../store/check-plan.ts';
import { has, inTermsOf, removedCells, type Listing } from './base-listing.ts';
import { cellId } from './check-cells.ts';
import { chooseScenarios, isTargeted, type SelectionRequest } from './selection.ts';

export interface CellsRequest extends SelectionRequest {
  /** All that this revision would measure, gated or not. */
  readonly planned: readonly Cell[];
  /** What of it is judged. */
  readonly gated: readonly CheckCell[];
  /** What either side says that it can measure; null: all that is planned. */
  readonly listings: Readonly<Record<Arm, Listing | null>>;
  readonly policy: Policy;
}

/** The cells that both sides can measure, and the cases that only one of them has. */
export function comparedCells(
  request: CellsRequest,
  scenarios: readonly Scenario[],
): { readonly cells: readonly CheckCell[]; readonly oneSided: OneSided[] } {
  const { planned, gated, listings, suite } = request;
  const listingOf = (arm: Arm): Listing | null =>
    listings[arm] === null ? null : inTermsOf(scenarios, listings[arm]);
  const [then, now] = [listingOf('base'), listingOf('head')];
  const cells = gated.filter(({ head }) => now === null || has(now, head));
  if (then === null) return { cells, oneSided: [] };
  const both = cells.filter(({ base }) => has(then, base));
  const added = new Set(cells.filter((cell) => !both.includes(cell)).map(({ base }) => cellId(base)));
  // A case of which nothing is gated is here all the same.
  const present = planned.map((cell) => cell.case).filter((one) => now === null || has(now, one));
  const removed =
    suite === null
      ? []
      : removedCells(then, suite, chosenBy(request, scenarios), new Set(present.map(cellId)), request);
  return {
    cells: both,
    oneSided: [...[...added].map((id) => ({ case: id, side: 'new' as const })), ...removed],
  };
}

/** Whether a scenario and variant of the other revision are among what was asked for; those that only it has are, too. */
function chosenBy(
  { targets, suite, probe, policy }: CellsRequest,
  scenarios: readonly Scenario[],
): (scenario: string, variant: string) => boolean {
  const named = new Set(chooseScenarios({ targets, suite, probe }, [], scenarios).map(({ name }) => name));
  return (scenario, variant) => {
    // Of what is not gated, nothing is taken out of the gate.
    if (policy.metrics[scenario]?.length === 0) return false;
    return targets.length === 0 || (named.has(scenario) && isTargeted(targets, scenario, variant));
  };
}
