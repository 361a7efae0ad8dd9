import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../harness/package-root.ts';
import { type Binding, type Contestant, finish, NotHere } from './contestant.ts';
import type { GoBenchmark, Pair } from './pair.ts';

/** Builds the test programs of Go packages with the pinned Go, each once. */
export class GoBenchmarks {
  readonly #folder: string;
  readonly #built = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws NotHere when the package does not build */
  async contestant(
    setting: GoBenchmark,
    { regime }: Pick<Pair, 'regime'>,
    bind: Binding,
  ): Promise<Contestant> {
    const file = await this.#program(setting.package);
    const words = [
      '-test.run=^$',
      `-test.bench=^Benchmark${setting.benchmark}$`,
      `-test.benchtime=${setting.operations}x`,
    ];
    const command = bind(regime, { file, arguments: words });
    return async () => nsPerOperation((await finish(command)).stdout) / setting.unitsPerOperation;
  }

  #program(name: string): Promise<string> {
    const building = this.#built.get(name) ?? this.#build(name);
    this.#built.set(name, building);
    return building;
  }

  async #build(name: string): Promise<string> {
    const target = path.join(this.#folder, `${name.replaceAll(/\W/g, '-')}.test`);
    const script = path.join(packageRoot, 'scripts', 'go-workloads.sh');
    const { exitCode, stderr } = await execa('sh', [script, 'test', '-c', '-o', target, name], {
      reject: false,
    });
    if (exitCode !== 0) throw new NotHere(`go test -c ${name} failed: ${stderr.trim().split('\n').at(-1)}`);
    return target;
  }
}

/** A program runs each benchmark with one operation first, and prints the line of the asked number alone. */
export function nsPerOperation(output: string): number {
  const figure = /^Benchmark\S+\s+\d+\s+([\d.]+) ns\/op/m.exec(output)?.[1];
  if (figure === undefined) throw new Error(`expected one line of a benchmark, received:\n${output}`);
  return Number(figure);
}
