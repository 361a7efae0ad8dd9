/**
 * Are our rows as fast as what others publish? For each mechanism with a well-known public benchmark, that benchmark and the
 * row of ours at the same setting run side by side, and the results are written to results/checks/peers/:
 *
 *     node scripts/check-peers.ts [--rounds 15] [--out FOLDER] [pair ...]
 *
 * `scripts/peers/pairs.ts` has the pairs, with what an operation of the public benchmark is in units of the row. In every
 * round each side of each pair runs once, in a fresh process; pairs and sides are shuffled from a fixed seed. Rows are
 * started by hand (`docs/contract.md`), benchmarks by their own drivers, both with the environment of a workload; in the
 * regime `1core` taskset binds either to the CPU that a run would measure on.
 *
 *     ratio = ours / public          of one round, ns a unit each; the median over the rounds with its 95 % interval
 *
 * With 15 rounds the interval leaves out the three least and the three greatest, so that a disturbed round decides nothing.
 *
 * alike: the interval lies between 1 / 1.1 and 1.1. explained: it lies outside, and the reason that stands beside the pair
 * covers it. slower, faster: no reason does; a row that is faster does not do the same work. A pair that this machine cannot
 * run says why.
 *
 * Exit code 0: every pair is alike or explained. 1: one is slower. 3: one is faster, inconclusive or not measured.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { recordMachine } from '../harness/commands/machine.ts';
import { allowedCpus, measuredCpu } from '../harness/measure/affinity.ts';
import { measureForeignCpu } from '../harness/measure/environment.ts';
import { runtimeOf } from '../harness/model.ts';
import { packageRoot } from '../harness/package-root.ts';
import { Random } from '../harness/plan/random.ts';
import { runtimeKinds } from '../harness/runtimes/index.ts';
import type { FoundRuntime } from '../harness/runtimes/runtime.ts';
import { scenarios } from '../scenarios/index.ts';
import { bindTo, type Contestant, NotHere } from './peers/contestant.ts';
import { GoBenchmarks } from './peers/go-benchmark.ts';
import { nodeProgram } from './peers/node-program.ts';
import { ownRow } from './peers/own-row.ts';
import type { Pair } from './peers/pair.ts';
import { pairs } from './peers/pairs.ts';
import { perfPipe } from './peers/perf-pipe.ts';
import { findingOf, type Measured, observationsCsv, peersCsv, peersMarkdown } from './peers/report.ts';
import { compare, exitCodeOf, type Round } from './peers/verdict.ts';

const seed = 20261121;

interface Match {
  readonly pair: Pair;
  readonly sides: { readonly public: Contestant; readonly ours: Contestant } | NotHere;
  readonly rounds: Round[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '15' },
    out: { type: 'string', default: path.join(packageRoot, 'results', 'checks', 'peers') },
  },
});
const rounds = Number(values.rounds);
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  throw new Error(`--rounds: expected a number of rounds, at least 1, received ${values.rounds}`);
}
const say = (line: string): boolean => process.stderr.write(`${line}\n`);
const bind = bindTo(measuredCpu(allowedCpus()));
const runtimes = new Map<string, FoundRuntime>();
for (const kind of runtimeKinds) runtimes.set(kind.name, await kind.find(null, say));

const temporary = await mkdtemp(path.join(os.tmpdir(), 'interleave-peers-'));
try {
  const benchmarks = new GoBenchmarks(temporary);
  const matches: Match[] = [];
  for (const pair of chosen(positionals)) {
    say(`preparing ${pair.name}`);
    matches.push({ pair, sides: await sidesOf(pair, benchmarks), rounds: [] });
  }
  const environment = await recordMachine(
    [...runtimes.values()],
    { variables: process.env },
    await measureForeignCpu(),
  );
  const random = new Random(seed);
  for (let round = 1; round <= rounds; round++) {
    say(`round ${round}/${rounds}`);
    for (const match of random.shuffled(matches)) await play(match, random);
  }

  const results = matches.map(resultOf);
  await mkdir(values.out, { recursive: true });
  const write = (name: string, pieces: Iterable<string>) => writeFile(path.join(values.out, name), pieces);
  await write('observations.csv', observationsCsv(results));
  await write('peers.csv', peersCsv(results));
  await write('environment.json', [`${JSON.stringify(environment, null, 2)}\n`]);
  const report = peersMarkdown(results, environment, rounds);
  await write('peers.md', [report]);
  process.stdout.write(report);
  process.exitCode = exitCodeOf(results.map(findingOf));
} finally {
  await rm(temporary, { recursive: true, force: true });
}

function chosen(names: readonly string[]): readonly Pair[] {
  const unknown = names.filter((name) => pairs.every((pair) => pair.name !== name));
  if (unknown.length > 0) {
    const known = pairs.map(({ name }) => `  ${name}\n`).join('');
    throw new Error(`expected names of pairs, received ${unknown.join(', ')}; there are\n${known}`);
  }
  return names.length === 0 ? pairs : pairs.filter(({ name }) => names.includes(name));
}

async function sidesOf(pair: Pair, benchmarks: GoBenchmarks): Promise<Match['sides']> {
  const source = scenarios.find(({ scenario }) => scenario.name === pair.ours.scenario);
  if (source === undefined) throw new Error(`there is no scenario ${pair.ours.scenario}`);
  const runtime = runtimeNamed(runtimeOf(pair.ours.variant));
  try {
    return {
      public: await publicSide(pair, benchmarks),
      ours: await ownRow(pair.ours, pair, bind, runtime, source),
    };
  } catch (error) {
    if (error instanceof NotHere) return error;
    throw error;
  }
}

async function publicSide(pair: Pair, benchmarks: GoBenchmarks): Promise<Contestant> {
  const setting = pair.public;
  switch (setting.kind) {
    case 'go-benchmark':
      return benchmarks.contestant(setting, pair, bind);
    case 'node-program':
      return nodeProgram(setting, pair, bind, runtimeNamed('node').path);
    case 'perf-pipe':
      return perfPipe(setting, pair, bind);
  }
}

function runtimeNamed(name: string): FoundRuntime {
  const runtime = runtimes.get(name);
  if (runtime === undefined) throw new Error(`there is no runtime ${name}`);
  return runtime;
}

/** One round of a pair. */
async function play({ sides, rounds: taken }: Match, random: Random): Promise<void> {
  if (sides instanceof NotHere) return;
  const figures = { public: 0, ours: 0 };
  for (const side of random.shuffled(['public', 'ours'] as const)) figures[side] = await sides[side]();
  taken.push({ publicNs: figures.public, oursNs: figures.ours });
}

function resultOf({ pair, sides, rounds: taken }: Match): Measured {
  const outcome =
    sides instanceof NotHere
      ? { notHere: sides.message }
      : { rounds: taken, comparison: compare(taken, pair) };
  return { pair, outcome };
}
