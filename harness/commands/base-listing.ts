import path from 'node:path';
import { execa, ExecaError } from 'execa';
import { z } from 'zod';
import { Failure, textOf } from '../failure.ts';
import type { OneSided } from '../gate/gate.ts';
import type { ParameterValue, Scenario } from '../model.ts';
import { interruptionBy } from '../revisions/interruption.ts';
import { cellId, type CellSetting } from './check-cells.ts';

/** What is needed of `interleave list --json` of another revision; what that revision says besides is its own affair. */
const listingSchema = z.array(
  z.object({
    scenario: z.string(),
    parameters: z.record(
      z.string(),
      z.object({
        kind: z.enum(['count', 'choice']),
        default: z.union([z.number(), z.string()]),
        values: z.array(z.string()).optional(),
      }),
    ),
    variants: z.array(z.object({ name: z.string() })),
    suites: z.record(
      z.string(),
      z.object({
        entries: z.array(
          z.object({
            variants: z.array(z.string()),
            parameters: z.record(z.string(), z.array(z.union([z.number(), z.string()]))),
            regimes: z.array(z.string()),
            probes: z.array(z.string()),
          }),
        ),
      }),
    ),
  }),
);

export type Listing = z.infer<typeof listingSchema>;

/**
 * What a revision says that it can measure, by its own `list`.
 *
 * @param operand as the revision was typed: `--base main`, `rev:main`
 * @throws Failure when it does not tell, or is interrupted
 */
export async function listingOf(
  folder: string,
  label: string,
  operand: string,
  interrupt: AbortSignal,
): Promise<Listing> {
  try {
    const { stdout } = await execa(
      process.execPath,
      [path.join(folder, 'harness', 'main.ts'), 'list', '--json'],
      { cwd: folder, env: { NODE_OPTIONS: '' }, stdin: 'ignore', cancelSignal: interrupt },
    );
    return listingSchema.parse(JSON.parse(stdout));
  } catch (error) {
    if (interrupt.aborted) throw interruptionBy(interrupt, `${label} was asked what it can measure`);
    const text = error instanceof ExecaError ? String(error.stderr || error.shortMessage) : textOf(error);
    throw new Failure(
      'error',
      `${operand}: expected a revision that tells what it can measure (interleave list --json), received ${label}: ${text.trim().split('\n').slice(-3).join(' ')}`,
      { cause: error },
    );
  }
}

/** Whether a revision has a program that answers a case. */
export function has(listing: Listing, { scenario, variant, parameters }: CellSetting): boolean {
  const found = listing.find((one) => one.scenario === scenario);
  if (found === undefined || !found.variants.some(({ name }) => name === variant)) return false;
  // A program wants a value for each of its parameters.
  if (Object.keys(found.parameters).some((name) => !Object.hasOwn(parameters, name))) return false;
  return Object.entries(parameters).every(([name, value]) => {
    const definition = Object.hasOwn(found.parameters, name) ? found.parameters[name] : undefined;
    if (definition === undefined) return false;
    return definition.values === undefined || definition.values.includes(String(value));
  });
}

/**
 * Cells of a suite that the other revision would measure and this one does not: what a change took out of the gate.
 *
 * @param chosen the scenarios and variants that the check is about
 * @param present ids of this revision's cells, whichever probe they are for
 */
export function removedCells(
  listing: Listing,
  suite: string,
  chosen: (scenario: string, variant: string) => boolean,
  present: ReadonlySet<string>,
): OneSided[] {
  const removed = new Set<string>();
  for (const { scenario, parameters, suites } of listing) {
    for (const entry of suites[suite]?.entries ?? []) {
      const names = Object.keys(parameters);
      const settings = names.reduce<Record<string, ParameterValue>[]>(
        (partial, name) =>
          partial.flatMap((known) =>
            (entry.parameters[name] ?? [parameters[name]?.default ?? '']).map((value) => ({
              ...known,
              [name]: value,
            })),
          ),
        [{}],
      );
      for (const variant of entry.variants.filter((name) => chosen(scenario, name))) {
        for (const regime of entry.regimes) {
          for (const values of settings) {
            const id = cellId({ scenario, variant, regime, parameters: values });
            if (!present.has(id)) removed.add(id);
          }
        }
      }
    }
  }
  return [...removed].map((id) => ({ case: id, side: 'removed' }));
}

/**
 * The listing as this revision would spell it: parameters in its order, and those that it has added since at their defaults,
 * so that a cell of then is the cell of now.
 */
export function inTermsOf(scenarios: readonly Scenario[], listing: Listing): Listing {
  return listing.map((one) => {
    const now = scenarios.find(({ name }) => name === one.scenario)?.parameters ?? {};
    const parameters: Listing[number]['parameters'] = {};
    for (const [name, { kind, default: value }] of Object.entries(now))
      parameters[name] = one.parameters[name] ?? { kind, default: value, values: [String(value)] };
    return { ...one, parameters: { ...parameters, ...one.parameters } };
  });
}
