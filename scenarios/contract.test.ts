/**
 * Holds what is declared against what is there, both ways round, and what every variant reports against its scenario's
 * manifest, so that a forgotten file or a wrong count fails by name.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { fitnessOn } from '../harness/commands/fitness.ts';
import { buildHarnessPrograms } from '../harness/commands/toolbox.ts';
import { allowedCpus, measuredCpu } from '../harness/measure/affinity.ts';
import type { Capacity } from '../harness/measure/fit.ts';
import { Runner } from '../harness/measure/runner.ts';
import { metricsOf } from '../harness/metrics.ts';
import { programOf, runtimeOf, type Probe, type Scenario } from '../harness/model.ts';
import { packageRoot } from '../harness/package-root.ts';
import { expandCells } from '../harness/plan/cases.ts';
import { runtimeKinds } from '../harness/runtimes/index.ts';
import type { FoundRuntime } from '../harness/runtimes/runtime.ts';
import type { PlannedCase } from '../harness/store/plan.ts';
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
      scenario.variants.some(({ name }) => isGoProgram(name)),
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
      const mapped = [...source.matchAll(/^\s*"((?:go|os)\/[^"]+)":/gm)].map(([, variant]) => variant);
      expect(mapped.toSorted()).toEqual(
        scenario.variants
          .map(({ name }) => name)
          .filter(isGoProgram)
          .toSorted(),
      );
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

  test.each(scenarios.map(({ scenario }) => [scenario.name, scenario] as const))(
    '%s: every metric that is named is one that its samples can have',
    (_, scenario) => {
      const { shown, caveats = {}, comparableWhile, ratios } = scenario;
      const names = new Set(scenario.probes.flatMap((probe) => metricNames(scenario, probe)));
      const named = [...shown.terminal, ...shown.report, ...Object.keys(caveats)];
      expect(named.filter((name) => !names.has(name))).toEqual([]);
      expect(new Set(shown.terminal).size).toBe(shown.terminal.length);
      expect(new Set(shown.report).size).toBe(shown.report.length);
      // A ratio is no figure of one sample, so that nothing else can be made of it.
      const isRatio = (name: string): boolean => ratios.some((ratio) => ratio.name === name);
      if (comparableWhile !== undefined) {
        expect([...names].filter((name) => !isRatio(name))).toContain(comparableWhile.metric);
      }
      const own = metricNames(scenario, 'memory').filter((name) => !isRatio(name));
      for (const { of, to } of ratios) {
        expect(own).toContain(of);
        if (!('scenario' in to)) {
          expect(own).toContain(to.metric);
          expect(Object.keys(scenario.parameters)).toEqual(
            expect.arrayContaining(Object.keys(to.parameters)),
          );
          continue;
        }
        const other = scenarios.find((candidate) => candidate.scenario.name === to.scenario)?.scenario;
        expect(other?.variants.map(({ name }) => name)).toContain(to.variant);
        expect(other && metricNames(other, 'memory')).toContain(to.metric);
        expect(other?.ratios.map(({ name }) => name)).not.toContain(to.metric);
      }
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

function metricNames(scenario: Scenario, probe: Probe): string[] {
  return metricsOf(scenario, probe).map(({ name }) => name);
}

/** The kernel's own mechanisms are called from Go programs too. */
function isGoProgram(variant: string): boolean {
  return ['go', 'os'].includes(runtimeOf(variant));
}

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

test.each(scenarios.map(({ scenario }) => [scenario.name, scenario] as const))(
  '%s: the suite smoke has every variant, at every probe',
  (_, scenario) => {
    const entries = scenario.suites['smoke']?.entries ?? [];
    for (const probe of scenario.probes) {
      const taken = entries
        .filter(({ probes }) => probes.includes(probe))
        .flatMap(({ variants }) => variants);
      expect([...new Set(taken)].toSorted()).toEqual(scenario.variants.map(({ name }) => name).toSorted());
    }
  },
);

/** As much of everything as nobody has: only the platform may leave a variant out here. */
const everything: Capacity = { availableBytes: Infinity, threadsAvailable: null, maxMapCount: null };

const smoke = scenarios.flatMap(({ scenario }) =>
  scenario.variants.map(({ name }) => [`${scenario.name} ${name}`, scenario, name] as const),
);

describe.each(smoke)('%s', (_, scenario, variant) => {
  function cells() {
    const entries = scenario.suites['smoke']?.entries ?? [];
    const selections = entries
      .filter(({ variants }) => variants.includes(variant))
      .map((entry) => ({ ...entry, scenario, variants: [variant] }));
    return expandCells(selections, runtimes, fitnessOn(everything));
  }

  if (scenario.pilot !== null) {
    test('every pilot gets to parked', async () => {
      for (const { case: planned } of cells()) {
        if (planned.skip !== null) continue;
        expect(await runner.pilot(planned, nowhere)).toEqual({
          parkedNs: expect.any(Number),
          reason: expect.any(String),
        });
      }
    });
  }

  test('every sample of the suite smoke is ok', async () => {
    for (const { case: planned, probes } of cells()) {
      for (const probe of probes) {
        const last = await sampleOf(scenario, planned, probe);
        if (planned.skip !== null) {
          expect(last).toMatchObject({ status: 'skipped', reason: planned.skip });
          continue;
        }
        // The reason stands in the message: it is what a person needs when this fails.
        expect(
          `${planned.id} ${probe}: ${last?.status} ${last !== undefined && 'reason' in last ? last.reason : ''}`,
        ).toBe(`${planned.id} ${probe}: ok `);
      }
    }
  });
});

async function sampleOf(scenario: Scenario, planned: PlannedCase, probe: Probe): Promise<Sample | undefined> {
  const { pilot } = scenario;
  const settings = pilot === null ? {} : { [pilot.setting]: pilot.settleNs(pilotNs, planned.parameters) };
  const entry = { order: 0, round: 0, block: '', case: planned.id, probe, seed: 1, padding: 0 };
  let last: Sample | undefined;
  const ended = async (sample: Sample): Promise<void> => void (last = sample);
  await runner.take(entry, planned, settings, 1, { progress: nowhere, ended });
  return last;
}
