import path from 'node:path';
import { recordEnvironment } from '../measure/environment.ts';
import { readRevision } from '../measure/revision.ts';
import { packageRoot } from '../package-root.ts';
import type { FoundRuntime } from '../runtimes/runtime.ts';
import type { Revision } from '../store/check-plan.ts';
import type { Environment } from '../store/environment.ts';
import { portablePath } from './portable-path.ts';
import type { Session } from './session.ts';

/** What the machine is before a run; how samples are cleaned up and memory is prepared is filled in when that is known. */
export async function recordMachine(
  runtimes: readonly FoundRuntime[],
  { variables }: Pick<Session, 'variables'>,
  foreignCpu: number | null,
): Promise<Environment> {
  return recordEnvironment({
    runtimes: runtimes.map(({ runtime, version, path, details }) => ({
      runtime,
      version,
      path: portablePath(path),
      details: { ...details },
    })),
    variables,
    cleanup: 'best-effort',
    firstTouch: { mode: 'none', reservedBytes: 0 },
    foreignCpu,
    revision: await workloadsRevision(packageRoot),
  });
}

/** An installed package is no revision of the repository that installed it, even where that keeps its node_modules. */
export async function workloadsRevision(folder: string): Promise<Revision | null> {
  return folder.split(path.sep).includes('node_modules') ? null : readRevision(folder);
}
