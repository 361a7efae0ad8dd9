/**
 * Programs that do less than they say: each is one of the real programs with one small change, built and measured like any
 * other, and each must be rejected by name. The honest program passes with the same parameters, so that it is the change
 * that is seen.
 */
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fitnessOn } from '../harness/commands/fitness.ts';
import { buildHarnessPrograms } from '../harness/commands/toolbox.ts';
import { allowedCpus, measuredCpu } from '../harness/measure/affinity.ts';
import { Runner } from '../harness/measure/runner.ts';
import { programOf, type ParameterValue, type Probe, type Regime } from '../harness/model.ts';
import { packageRoot } from '../harness/package-root.ts';
import { expandCells } from '../harness/plan/cases.ts';
import { buildFlags, findToolchain } from '../harness/runtimes/go.ts';
import { runtimeKinds } from '../harness/runtimes/index.ts';
import type { Command, FoundRuntime } from '../harness/runtimes/runtime.ts';
import type { Sample } from '../harness/store/sample.ts';
import { lessWork, type LessWork } from './fixtures/less-work.ts';
import { scenarios } from './index.ts';

const nowhere = (): void => {};
const everything = { availableBytes: Infinity, threadsAvailable: null, maxMapCount: null };
const goModule = path.join(packageRoot, 'go-workloads');
const sourceOf = (name: string) => {
  const source = scenarios.find(({ scenario }) => scenario.name === name);
  if (source === undefined) throw new Error(`there is no scenario ${name}`);
  return source;
};

let folder: string;
let launcher: string | null;
const runtimes = new Map<string, FoundRuntime>();
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-less-work-'));
  launcher = (await buildHarnessPrograms(nowhere)).launcher;
  for (const kind of runtimeKinds) {
    const runtime = await kind.find(null, nowhere);
    runtimes.set(kind.name, runtime);
    for (const source of scenarios) await runtime.prepare(source);
  }
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

test('every scenario has programs that do less, in Go and in Node.js', () => {
  const sides = lessWork.map(({ scenario, variant }) => `${scenario} ${sideOf(variant)}`);
  for (const { scenario } of scenarios) {
    const own = new Set(scenario.variants.map(({ name }) => sideOf(name)));
    for (const side of own) expect(sides).toContain(`${scenario.name} ${side}`);
  }
});

const cases: [string, LessWork, number][] = lessWork.map((one, index) => [
  `${one.scenario} ${one.variant} ${one.does}`,
  one,
  index,
]);

describe.each(cases)('%s', (_, one, index) => {
  test('is rejected, and why', { timeout: 120_000 }, async () => {
    const honest = await sampleOf(one, honestCommand(one));
    expect(honest).toMatchObject({ status: 'ok' });
    const sample = await sampleOf(one, await commandThatDoesLess(one, path.join(folder, String(index))));
    expect(sample.status === 'ok' || sample.status === 'skipped' ? sample.status : sample.reason).toMatch(
      one.rejected,
    );
  });
});

function sideOf(variant: string): 'go' | 'node' {
  return variant.startsWith('node/') ? 'node' : 'go';
}

function runtimeFor(variant: string): FoundRuntime {
  const runtime = runtimes.get(variant.slice(0, variant.indexOf('/')));
  if (runtime === undefined) throw new Error(`no runtime for ${variant}`);
  return runtime;
}

function honestCommand({ scenario, variant }: LessWork): Command {
  return runtimeFor(variant).command(sourceOf(scenario), variant);
}

async function commandThatDoesLess(one: LessWork, home: string): Promise<Command> {
  await mkdir(home);
  return sideOf(one.variant) === 'go' ? changedGoProgram(one, home) : changedNodeProgram(one, home);
}

/** The change stands in a file of its own that the compiler takes instead of the real one. */
async function changedGoProgram({ scenario, file, change }: LessWork, home: string): Promise<Command> {
  const original = path.join(goModule, file);
  const changed = path.join(home, path.basename(file));
  await writeFile(changed, await changedText(original, change));
  const overlay = path.join(home, 'overlay.json');
  await writeFile(overlay, JSON.stringify({ Replace: { [original]: changed } }));
  const { file: go, selector } = await findToolchain(null, nowhere);
  const program = path.join(home, 'program');
  await execa(go, ['build', ...buildFlags, `-overlay=${overlay}`, '-o', program, `./cmd/${scenario}`], {
    cwd: goModule,
    env: { GOTOOLCHAIN: selector, CGO_ENABLED: '0', GOFLAGS: '-mod=mod', GOWORK: 'off' },
  });
  return { file: program, arguments: [] };
}

/** A copy of the programs, with the packages of the real ones. */
async function changedNodeProgram(
  { scenario, variant, file, change }: LessWork,
  home: string,
): Promise<Command> {
  const copy = path.join(home, 'scenarios');
  await cp(import.meta.dirname, copy, {
    recursive: true,
    filter: (name) => !name.endsWith('.ts'),
  });
  await symlink(path.join(packageRoot, 'node_modules'), path.join(home, 'node_modules'));
  await writeFile(path.join(home, 'package.json'), '{ "type": "module" }\n');
  const target = path.join(copy, file);
  await writeFile(target, await changedText(target, change));
  const command = runtimeFor(variant).command(sourceOf(scenario), variant);
  const real = path.join(import.meta.dirname, scenario, `${programOf(variant)}.js`);
  const changed = path.join(copy, scenario, `${programOf(variant)}.js`);
  expect(command.arguments).toContain(real);
  return {
    ...command,
    arguments: command.arguments.map((argument) => (argument === real ? changed : argument)),
  };
}

async function changedText(file: string, [from, to]: LessWork['change']): Promise<string> {
  const text = await readFile(file, 'utf8');
  // A program that has been rewritten must not leave an honest one to be tried here.
  expect(text.split(from).length - 1, `occurrences of ${from} in ${path.basename(file)}`).toBe(1);
  return text.replace(from, () => to);
}

async function sampleOf(one: LessWork, command: Command): Promise<Sample> {
  const source = sourceOf(one.scenario);
  const { scenario } = source;
  const runtime: FoundRuntime = { ...runtimeFor(one.variant), command: () => command };
  const cpus = allowedCpus();
  const runner = new Runner({
    sources: [source],
    runtimes: [runtime],
    launcher,
    reserve: null,
    allCpus: cpus,
    oneCpu: measuredCpu(cpus),
    dataLimitBytes: null,
    timeLimitMs: null,
    variables: process.env,
    withNodeOptions: false,
    interrupt: new AbortController().signal,
  });
  const probe: Probe = one.probe ?? 'memory';
  const regime: Regime = one.regime ?? 'all';
  const selection = {
    scenario,
    variants: [one.variant],
    parameters: Object.fromEntries(
      Object.entries(one.parameters).map(([name, value]): [string, ParameterValue[]] => [name, [value]]),
    ),
    regimes: [regime],
    probes: [probe],
  };
  const [cell] = expandCells([selection], [runtime], fitnessOn(everything));
  if (cell === undefined) throw new Error(`no case of ${one.variant}`);
  const { pilot } = scenario;
  // As if the pilot had taken so long.
  const settings = pilot === null ? {} : { [pilot.setting]: pilot.settleNs(100e6, cell.case.parameters) };
  const entry = { order: 0, round: 0, block: '', case: cell.case.id, probe, seed: 1, padding: 0 };
  let last: Sample | undefined;
  const ended = async (sample: Sample): Promise<void> => void (last = sample);
  await runner.take(entry, cell.case, settings, 1, { progress: nowhere, ended });
  if (last === undefined) throw new Error('no sample');
  return last;
}
