import { execa } from 'execa';
import { exitCodes, Failure, textOf } from '../failure.ts';
import { measureForeignCpu } from '../measure/environment.ts';
import { runtimeKinds } from '../runtimes/index.ts';
import type { FoundRuntime } from '../runtimes/runtime.ts';
import { doctorChecks, renderChecks, type RuntimeFinding } from './doctor-checks.ts';
import { recordMachine } from './machine.ts';
import { Progress } from './progress.ts';
import type { Session } from './session.ts';
import type { RuntimeRequests } from './toolbox.ts';

/** Says what this machine has and lacks, and what to type about each. @returns the exit code. */
export async function doctor(
  options: { readonly runtimeRequests: RuntimeRequests; readonly json: boolean },
  session: Session,
): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const found: FoundRuntime[] = [];
  const find = async (name: string): Promise<RuntimeFinding> => {
    const kind = runtimeKinds.find((candidate) => candidate.name === name);
    try {
      const runtime = await kind?.find(options.runtimeRequests[name]?.[0] ?? null, (line) =>
        progress.line(line),
      );
      if (runtime === undefined) return { path: null, problem: `there is no runtime ${name}` };
      found.push(runtime);
      return { path: runtime.path, version: runtime.version };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { path: null, problem: textOf(error) };
    }
  };
  const node = { ...(await find('node')), pinned: (options.runtimeRequests['node'] ?? []).length === 0 };
  const go = await find('go');
  const environment = await recordMachine(found, session, await measureForeignCpu());
  const checks = doctorChecks(environment, {
    node,
    go,
    taskset: await runs('taskset'),
    setpriv: await runs('setpriv'),
  });
  session.stdout.write(options.json ? `${JSON.stringify(checks, null, 2)}\n` : renderChecks(checks));
  return checks.some(({ state }) => state === 'missing') ? exitCodes.missingRuntime : exitCodes.pass;
}

async function runs(command: string): Promise<boolean> {
  const { failed } = await execa(command, ['--version'], { reject: false });
  return !failed;
}
