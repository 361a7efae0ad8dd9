import { randomUUID } from 'node:crypto';

/**
 * The variables that a workload may inherit. The rest of the user's environment stays outside: its size and contents
 * differ from shell to shell.
 */
const inherited = ['PATH', 'HOME', 'USER', 'TMPDIR', 'TZ', 'LANG', 'LC_ALL'];

/** Variables that change what a runtime does; passed on, and recorded with the run. */
const runtimeVariables = ['GODEBUG', 'GOGC', 'GOMEMLIMIT', 'GOMAXPROCS', 'GOTRACEBACK', 'UV_THREADPOOL_SIZE'];

/**
 * Carries a sample's random mark to everything that the workload starts, so that what flees into a session of its own
 * is still known as the sample's.
 */
export const markVariable = 'INTERLEAVE_SAMPLE';

/** Always of one length: the environment's size is the padding's to vary. */
export function newMark(): string {
  return randomUUID();
}

/**
 * @param padding bytes of filler, so that the size of the environment is no hidden constant.
 * @param withNodeOptions whether NODE_OPTIONS may reach the workload.
 * @param mark from `newMark`, another one for every sample.
 */
export function workloadEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  padding: number,
  withNodeOptions: boolean,
  mark: string,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of [...inherited, ...runtimeVariables, ...(withNodeOptions ? ['NODE_OPTIONS'] : [])]) {
    const value = from[name];
    if (value !== undefined) result[name] = value;
  }
  result[markVariable] = mark;
  result['INTERLEAVE_PADDING'] = 'x'.repeat(padding);
  return result;
}
