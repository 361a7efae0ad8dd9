import { execa } from 'execa';
import { type Binding, type Contestant, finish, NotHere } from './contestant.ts';
import type { Pair, PerfPipe } from './pair.ts';

/** @throws NotHere when perf is not installed */
export async function perfPipe(
  { operations, unitsPerOperation }: PerfPipe,
  { regime }: Pick<Pair, 'regime'>,
  bind: Binding,
): Promise<Contestant> {
  const { failed } = await execa('perf', ['--version'], { reject: false });
  if (failed) throw new NotHere('perf is not installed (Debian: apt-get install linux-perf)');
  const words = ['bench', '--format=simple', 'sched', 'pipe', '-T', '-l', `${operations}`];
  const command = bind(regime, { file: 'perf', arguments: words });
  return async () => totalNs((await finish(command)).stdout) / (operations * unitsPerOperation);
}

/** The simple format is the total in seconds, to a millisecond. */
export function totalNs(output: string): number {
  const seconds = Number(output.trim());
  if (!(seconds > 0)) throw new Error(`expected perf's total in seconds, received ${JSON.stringify(output)}`);
  return seconds * 1e9;
}
