import { recordEnvironment } from '../measure/environment.ts';
import { readRevision } from '../revisions/revision.ts';
import { packageRoot } from '../package-root.ts';
import type { FoundRuntime } from '../runtimes/runtime.ts';
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
    revision: await readRevision(packageRoot),
  });
}
