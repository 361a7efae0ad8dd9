/** The machine and its settings at the start of a run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Revision } from '../store/revision.ts';
import { type Environment, environmentFormat } from '../store/environment.ts';
import { allowedCpus } from './affinity.ts';
import { darwinMachine } from './darwin-machine.ts';
import { warningsOf } from './environment-warnings.ts';
import { linuxMachine } from './linux-machine.ts';
import type { Ask } from './machine.ts';
import { difference, readCounters } from './noise.ts';

export { foreignCpuLimit } from './environment-warnings.ts';

export interface RecordOptions {
  readonly runtimes: Environment['runtimes'];
  /** The environment that workloads will see; the variables that change what a runtime does are picked from it. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly cleanup: Environment['cleanup'];
  readonly firstTouch: Environment['firstTouch'];
  /** From `measureForeignCpu`; null when it was not measured. */
  readonly foreignCpu: number | null;
  /** From `readRevision`. */
  readonly revision: Revision | null;
  /** The CPUs that the run may use, asked for before the harness moved off one of them. */
  readonly allowed?: readonly number[];
  readonly recordedAt?: Date;
  readonly platform?: NodeJS.Platform;
  readonly root?: string;
  readonly ask?: Ask;
}

/** Takes some milliseconds and starts short commands: never beside a sample. */
export async function recordEnvironment({
  runtimes,
  variables,
  cleanup,
  firstTouch,
  foreignCpu,
  revision,
  allowed,
  recordedAt = new Date(),
  platform = process.platform,
  root = '/',
  ask = askCommand,
}: RecordOptions): Promise<Environment> {
  const cpus = [...(allowed ?? allowedCpus(root))];
  const machine = platform === 'linux' ? await linuxMachine(root, cpus, ask) : await darwinMachine(cpus, ask);
  const facts = {
    format: environmentFormat,
    recordedAt: recordedAt.toISOString(),
    platform,
    architecture: process.arch,
    ...machine,
    load: { average1m: machine.load.average1m, foreignCpu },
    runtimes,
    variables: pickVariables(variables),
    cleanup,
    firstTouch,
    revision,
  } satisfies Omit<Environment, 'warnings'>;
  return { ...facts, warnings: warningsOf(facts) };
}

/**
 * Share of one CPU that others use, from a window in which this process sleeps; 1.5 is one and a half CPUs. A tick is
 * 10 ms, so a window of one second tells hundredths. Null where the machine does not tell.
 */
export async function measureForeignCpu({ windowMs = 1000, root = '/' } = {}): Promise<number | null> {
  const before = readCounters({ root });
  const ownBefore = process.cpuUsage();
  await sleep(windowMs);
  const own = process.cpuUsage(ownBefore);
  const harnessCpuNs = (own.user + own.system) * 1000;
  const { noise } = difference(before, readCounters({ root }), { treeCpuNs: 0, harnessCpuNs });
  return noise.foreignCpuNs === null ? null : noise.foreignCpuNs / noise.wallNs;
}

const tellingVariables = [
  'GODEBUG',
  'GOGC',
  'GOMEMLIMIT',
  'GOMAXPROCS',
  'GOTRACEBACK',
  'NODE_OPTIONS',
  'UV_THREADPOOL_SIZE',
  'MALLOC_ARENA_MAX',
  'LD_PRELOAD',
];

/** A closed list: an environment can hold secrets, and a run's folder is there to be shared. */
function pickVariables(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const set: Record<string, string> = {};
  for (const name of tellingVariables) {
    const value = variables[name];
    if (value !== undefined) set[name] = value;
  }
  return set;
}

async function askCommand(command: string, arguments_: readonly string[]): Promise<string | null> {
  // systemd-detect-virt exits 1 to say "none", and sysctl when it lacks one name of many.
  const { stdout } = await execa(command, arguments_, { reject: false, timeout: 5000, env: { LC_ALL: 'C' } });
  return stdout || null;
}
