import path from 'node:path';
import { execa, ExecaError } from 'execa';
import { z } from 'zod';
import { Failure, textOf } from '../failure.ts';
import type { OneSided } from '../gate/gate.ts';
import type { ParameterValue, Probe, Scenario } from '../model.ts';
import { interruptionBy } from '../revisions/interruption.ts';
import { cellId, type CellSetting } from './check-cells.ts';
import { isTargeted } from './selection.ts';

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
    /** The probes that its samples can be taken for; older revisions do not tell. */
    probes: z.array(z.string()).optional(),
    /** The metrics that are gated where no policy says; older revisions do not tell. */
    gated: z.array(z.string()).optional(),
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
  let text: string;
  try {
    const { stdout } = await execa(
      process.execPath,
      [path.join(folder, 'harness', 'main.ts'), 'list', '--json'],
      { cwd: folder, env: { NODE_OPTIONS: '' }, stdin: 'ignore', cancelSignal: interrupt },
    );
    text = stdout;
  } catch (error) {
    if (interrupt.aborted) throw interruptionBy(interrupt, `${label} was asked what it can measure`);
    const told = error instanceof ExecaError ? String(error.stderr || error.shortMessage) : textOf(error);
    const code = error instanceof ExecaError ? (error.exitCode ?? error.signal ?? error.code) : null;
    throw untold(label, operand, `it ended with ${code ?? 'an error'}: ${causeIn(told)}`, error);
  }
  try {
    return listingSchema.parse(JSON.parse(text));
  } catch (error) {
    const what =
      error instanceof z.ZodError
        ? error.issues
            .slice(0, 3)
            .map((issue) => `${issue.path.join('.') || 'the list'}: ${issue.message}`)
            .join('; ')
        : `it printed ${JSON.stringify(text.slice(0, 80))}, which is no JSON`;
    throw untold(label, operand, `its list is not one that this revision can read (${what})`, error);
  }
}

function untold(label: string, operand: string, what: string, cause: unknown): Failure {
  return new Failure(
    'error',
    `${operand}: expected a revision that tells what it can measure (its own interleave list --json), received ${label}, which does not: ${what}. It may be older than checks between revisions, tell it in another form, or be broken (a scenario's folder that was renamed in part, for one): name a newer revision, or compare with a stored run of it by --baseline`,
    { cause },
  );
}

/** Of what a program that ended wrote: the line that names its mistake, where a stack would show its end. */
function causeIn(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.find((line) => /^(\w*Error\b|interleave: )/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
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

/** Whether a revision's programs can be measured by a probe, as far as it tells. */
export function takes(listing: Listing, scenario: string, probe: Probe): boolean {
  return listing.find((one) => one.scenario === scenario)?.probes?.includes(probe) ?? true;
}

/** A probe that only one side has of a case; here that of memory is named, too. */
export function probeOf(id: string, probe: string): string {
  return `${id} ${probe}`;
}

/** Whether a revision's suite has anything that a target means. */
export function isInSuite(listing: Listing, suite: string, target: string): boolean {
  return listing.some(({ scenario, suites }) =>
    (suites[suite]?.entries ?? []).some(({ variants }) =>
      variants.some((variant) => isTargeted([target], scenario, variant)),
    ),
  );
}

/** What the command line says in place of a suite; null: as the suite has it. */
export interface InsteadOfSuite {
  readonly parameters: Readonly<Record<string, readonly ParameterValue[]>>;
  readonly regimes: readonly string[] | null;
  readonly probe: string | null;
}

/**
 * Cells of a suite that the other revision would measure and this one does not: what a change took out of the gate.
 *
 * @param chosen the scenarios and variants that the check is about
 * @param present the probes of this revision's cells, gated or not, by their ids
 * @param gated the probes of which something is gated in a scenario: of others nothing is taken out of the gate
 */
export function removedCells(
  listing: Listing,
  suite: string,
  chosen: (scenario: string, variant: string) => boolean,
  present: ReadonlyMap<string, readonly string[]>,
  gated: (scenario: string) => readonly string[],
  instead: InsteadOfSuite = { parameters: {}, regimes: null, probe: null },
): OneSided[] {
  const removed = new Set<string>();
  for (const one of listing) {
    const { scenario, parameters, suites } = one;
    for (const entry of suites[suite]?.entries ?? []) {
      const probes = entry.probes.filter((probe) => instead.probe === null || probe === instead.probe);
      if (probes.length === 0) continue;
      const names = Object.keys(parameters);
      const settings = names.reduce<Record<string, ParameterValue>[]>(
        (partial, name) =>
          partial.flatMap((known) =>
            (instead.parameters[name] ?? entry.parameters[name] ?? [parameters[name]?.default ?? '']).map(
              (value) => ({ ...known, [name]: value }),
            ),
          ),
        [{}],
      );
      for (const variant of entry.variants.filter((name) => chosen(scenario, name))) {
        for (const regime of instead.regimes ?? entry.regimes) {
          for (const values of settings) {
            const setting = { scenario, variant, regime, parameters: values };
            const id = cellId(setting);
            // A choice that it never had was not taken from it.
            if (!has([one], setting)) continue;
            const here = present.get(id);
            if (here === undefined) removed.add(id);
            else
              for (const probe of probes)
                if (!here.includes(probe) && gated(scenario).includes(probe)) removed.add(probeOf(id, probe));
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
