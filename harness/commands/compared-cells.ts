import type { Arm } from '../gate/evidence.ts';
import type { OneSided } from '../gate/gate.ts';
import type { Policy } from '../gate/policy.ts';
import type { Scenario } from '../model.ts';
import type { Cell } from '../plan/cases.ts';
import type { CheckCell } from '../store/check-plan.ts';
import { has, inTermsOf, probeOf, removedCells, takes, type Listing } from './base-listing.ts';
import { cellId, gatedMetrics } from './check-cells.ts';
import { isTargeted, type SelectionRequest } from './selection.ts';

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
  const { gated, listings, suite } = request;
  const listingOf = (arm: Arm): Listing | null =>
    listings[arm] === null ? null : inTermsOf(scenarios, listings[arm]);
  const [then, now] = [listingOf('base'), listingOf('head')];
  const cells = gated.filter(({ head }) => now === null || has(now, head));
  if (then === null) return { cells, oneSided: [] };
  const isKnown = ({ base, probe }: CheckCell): boolean => takes(then, base.scenario, probe);
  const both = cells.filter((cell) => has(then, cell.base) && isKnown(cell));
  const added = new Set(
    cells
      .filter((cell) => !both.includes(cell))
      .map(({ base, probe }) => (has(then, base) ? probeOf(cellId(base), probe) : cellId(base))),
  );
  return {
    cells: both,
    oneSided: [
      ...[...added].map((id) => ({ case: id, side: 'new' as const })),
      ...(suite === null ? [] : removedFrom(then, now, { ...request, suite }, scenarios)),
    ],
  };
}

function removedFrom(
  then: Listing,
  now: Listing | null,
  request: CellsRequest & { readonly suite: string },
  scenarios: readonly Scenario[],
): OneSided[] {
  // A case of which nothing is gated is here all the same.
  const here = request.planned.filter((cell) => now === null || has(now, cell.case));
  const present = new Map(
    [...Map.groupBy(here, (cell) => cellId(cell.case))].map(([id, cells]) => [
      id,
      cells.flatMap(({ probes }) => probes),
    ]),
  );
  const gatedProbes = (name: string): readonly string[] => {
    const scenario = scenarios.find((one) => one.name === name);
    return scenario === undefined ? [] : gatedMetrics(scenario, request.policy).map(({ probe }) => probe);
  };
  return removedCells(then, request.suite, chosenBy(request), present, gatedProbes, request);
}

/** Whether a scenario and variant of the other revision are among what was asked for; those that only it has are, too. */
function chosenBy({ targets, policy }: CellsRequest): (scenario: string, variant: string) => boolean {
  // Of what is not gated, nothing is taken out of the gate.
  return (scenario, variant) =>
    policy.metrics[scenario]?.length !== 0 && isTargeted(targets, scenario, variant);
}
