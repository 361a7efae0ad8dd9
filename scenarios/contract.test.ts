/**
 * Holds what is declared against what is there, both ways round, and what every variant reports against its scenario's
 * manifest, so that a forgotten file or a wrong count fails by name.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildHarnessPrograms } from '../harness/commands/toolbox.ts';
import { allowedCpus, measuredCpu } from '../harness/measure/affinity.ts';
import { Runner } from '../harness/measure/runner.ts';
import { probes, programOf, runtimeOf, type Regime, type Scenario } from '../harness/model.ts';
import { packageRoot } from '../harness/package-root.ts';
import { expandCells } from '../harness/plan/cases.ts';
import { runtimeKinds } from '../harness/runtimes/index.ts';
import type { FoundRuntime } from '../harness/runtimes/runtime.ts';
import type { Sample } from '../harness/store/sample.ts';
import { scenarios } from './index.ts';

const goPrograms = path.join(packageRoot, 'go-workloads', 'cmd');
/** Interleave's own Go programs, which answer no scenario. */
const tools = ['launch', 'reserve'];

describe('what is declared is there, and what is there is declared', () => {
  test('scenarios: a folder each, with Go programs where Go variants are declared', () => {
    const folders = (home: string, mark: string) =>
      readdirSync(home).filter((name) => existsSync(path.join(home, name, mark)));
    const names = scenarios.map(({ scenario }) => scenario.name);
    expect(folders(import.meta.dirname, 'scenario.ts').toSorted()).toEqual(names.toSorted());
    const withGo = scenarios.filter(({ scenario }) =>
      scenario.variants.some(({ name }) => runtimeOf(name) === 'go'),
    );
    expect(folders(goPrograms, 'main.go').toSorted()).toEqual(
      [...withGo.map(({ scenario }) => scenario.name), ...tools].toSorted(),
    );
  });

  test.each(scenarios.map(({ scenario, directory }) => [scenario.name, scenario, directory] as const))(
    '%s: Go programs',
    (name, scenario) => {
      const file = path.join(goPrograms, name, 'main.go');
      const source = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const mapped = [...source.matchAll(/^\s*"(go\/[^"]+)":/gm)].map(([, variant]) => variant);
      expect(mapped.toSorted()).toEqual(declared(scenario, 'go').toSorted());
    },
  );

  test.each(scenarios.map(({ scenario, directory }) => [scenario.name, scenario, directory] as const))(
    '%s: Node programs',
    (_, scenario, directory) => {
      const folder = fileURLToPath(directory);
      // A program is a file that calls a runner with a variant's name when it is loaded; the others are its parts.
      const programs = readdirSync(folder)
        .filter((file) => file.endsWith('.js'))
        .flatMap((file) => {
          const called = /^(?:await )?run\w+\(\s*'([^']+)'|^await runWorkload\(/m.exec(
            readFileSync(path.join(folder, file), 'utf8'),
          );
          return called === null
            ? []
            : [{ file, variant: called[1] ?? `node/${path.basename(file, '.js')}` }];
        });
      expect(programs.map(({ variant }) => variant).toSorted()).toEqual(
        declared(scenario, 'node').toSorted(),
      );
      for (const { file, variant } of programs) expect(file).toBe(`${programOf(variant)}.js`);
    },
  );

  test('every variant is in some suite', () => {
    for (const { scenario } of scenarios) {
      const measured = new Set(
        Object.values(scenario.suites).flatMap(({ entries }) => entries.flatMap(({ variants }) => variants)),
      );
      expect([...measured].toSorted()).toEqual(scenario.variants.map(({ name }) => name).toSorted());
    }
  });
});

function declared(scenario: Scenario, runtime: string): string[] {
  return scenario.variants.map(({ name }) => name).filter((name) => runtimeOf(name) === runtime);
}

const nowhere = (): void => {};
const runtimes: FoundRuntime[] = [];
let runner: Runner;
beforeAll(async () => {
  for (const kind of runtimeKinds) runtimes.push(await kind.find(null, nowhere));
  for (const source of scenarios) for (const runtime of runtimes) await runtime.prepare(source);
  const { launcher } = await buildHarnessPrograms(nowhere);
  const cpus = allowedCpus();
  runner = new Runner({
    sources: scenarios,
    runtimes,
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
});

/** As if the pilot had taken so long; the runner doubles the wait where a busy machine needs more. */
const pilotNs = 20e6;

const sizes: readonly (readonly [number, Regime])[] = [
  [0, 'all'],
  [1, 'all'],
  [5, 'all'],
  [5, '1core'],
];
const declaredVariants = scenarios.flatMap(({ scenario }) =>
  scenario.variants.map(({ name }) => [`${scenario.name} ${name}`, scenario, name] as const),
);

describe.each(declaredVariants)('%s', (_, scenario, variant) => {
  function plannedOf(size: number, regime: Regime) {
    const parameters = { [scenario.sizeParameter]: [size] };
    const selection = { scenario, variants: [variant], parameters, regimes: [regime], probes };
    return expandCells([selection], runtimes, () => null)[0]!.case;
  }

  test.skipIf(scenario.pilot === null).each([0, 1, 5])(
    'the pilot of size %i gets to parked',
    async (size) => {
      expect(await runner.pilot(plannedOf(size, 'all'), nowhere)).toEqual({
        parkedNs: expect.any(Number),
        reason: expect.any(String),
      });
    },
  );

  test.each(sizes.flatMap(([size, regime]) => probes.map((probe) => [size, regime, probe] as const)))(
    'of size %i on %s, probe %s, is ok',
    async (size, regime, probe) => {
      const planned = plannedOf(size, regime);
      const { pilot } = scenario;
      const settings = pilot === null ? {} : { [pilot.setting]: pilot.settleNs(pilotNs, planned.parameters) };
      const entry = { order: 0, round: 0, block: '', case: planned.id, probe, seed: 1, padding: 0 };
      let last: Sample | undefined;
      const ended = async (sample: Sample): Promise<void> => void (last = sample);
      await runner.take(entry, planned, settings, 1, { progress: nowhere, ended });
      // The reason first: it is what a person needs when this fails.
      expect(last).toMatchObject({
        status: 'ok',
        manifest: scenario.expectedManifest(planned.parameters, probe),
      });
      expect(last).not.toHaveProperty('reason');
    },
  );
});
