/**
 * The variables that a workload may inherit. The rest of the user's environment stays outside: its size and contents
 * differ from shell to shell.
 */
const inherited = ['PATH', 'HOME', 'USER', 'TMPDIR', 'TZ', 'LANG', 'LC_ALL'];

/** Variables that change what a runtime does; passed on, and recorded with the run. */
const runtimeVariables = ['GODEBUG', 'GOGC', 'GOMEMLIMIT', 'GOMAXPROCS', 'GOTRACEBACK', 'UV_THREADPOOL_SIZE'];

/**
 * @param padding bytes of filler, so that the size of the environment is no hidden constant.
 * @param withNodeOptions whether NODE_OPTIONS may reach the workload.
 */
export function workloadEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  padding: number,
  withNodeOptions: boolean,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of [...inherited, ...runtimeVariables, ...(withNodeOptions ? ['NODE_OPTIONS'] : [])]) {
    const value = from[name];
    if (value !== undefined) result[name] = value;
  }
  result['INTERLEAVE_PADDING'] = 'x'.repeat(padding);
  return result;
}
