import { Failure, textOf } from '../failure.ts';
import { runtimeOf } from '../model.ts';
import type { Selection } from '../plan/cases.ts';
import { buildProgram, findToolchain, goOnPath } from '../runtimes/go.ts';
import { runtimeKinds } from '../runtimes/index.ts';
import type { FoundRuntime } from '../runtimes/runtime.ts';

/** Versions asked for on the command line, by runtime: `--go 1.26.8 --node PATH`; none: the pinned one. */
export type RuntimeRequests = Readonly<Record<string, readonly string[]>>;

/**
 * Finds every runtime that the selections need, in every version asked for.
 * @throws Failure of kind `missingRuntime`.
 */
export async function findRuntimes(
  selections: readonly Selection[],
  requests: RuntimeRequests,
  report: (line: string) => void,
): Promise<FoundRuntime[]> {
  const needed = new Set(selections.flatMap(({ variants }) => variants.map(runtimeOf)));
  const found: FoundRuntime[] = [];
  for (const kind of runtimeKinds.filter(({ name }) => needed.has(name))) {
    const asked = requests[kind.name] ?? [];
    for (const request of asked.length === 0 ? [null] : asked) {
      const runtime = await kind.find(request, report);
      const known = found.some((other) => other.runtime === kind.name && other.version === runtime.version);
      if (!known) found.push(runtime);
    }
  }
  return found;
}

/** Interleave's own Go programs beside the workloads. */
export interface HarnessPrograms {
  /** Starts and cleans up every workload; null where there is no Go. */
  readonly launcher: string | null;
  /** Holds touched memory; null where there is no Go. */
  readonly reserve: string | null;
}

/**
 * Builds them with the pinned Go, or with the installed one where the pinned cannot be had. Without any Go they are left
 * out, and cleaning up is best-effort.
 */
export async function buildHarnessPrograms(report: (line: string) => void): Promise<HarnessPrograms> {
  let problem = '';
  for (const request of [async () => null, goOnPath]) {
    try {
      const toolchain = await findToolchain(await request(), report);
      return {
        launcher: await buildProgram(toolchain, 'launch', report),
        reserve: await buildProgram(toolchain, 'reserve', report),
      };
    } catch (error) {
      // A cache that cannot be written is mended by a variable, not measured around.
      if (!(error instanceof Failure) || error.kind === 'cannotWrite') throw error;
      problem ||= textOf(error);
    }
  }
  report(`without the launcher: cleanup=best-effort, no exact CPU time (${problem})`);
  return { launcher: null, reserve: null };
}
