import { describe, expect, test } from 'vitest';
import { metricsOf, metricValue, metricValues, parkedGrowth } from './metrics.ts';
import type { MeasuredMetric, Scenario } from './model.ts';
import { exampleRun, exampleScenario } from './reports/example-run.ts';
import type { OkSample } from './store/sample.ts';

function sampleOf(probe: string, tasks: number): OkSample {
  const found = exampleRun.samples.find(
    (sample) => sample.status === 'ok' && sample.probe === probe && sample.parameters['tasks'] === tasks,
  );
  if (found?.status !== 'ok') throw new Error(`expected an ok ${probe} sample of ${tasks} tasks`);
  return found;
}

function valuesOf(sample: OkSample, scenario: Scenario = exampleScenario): Record<string, number> {
  return Object.fromEntries(metricValues(sample, scenario).map(({ metric, value }) => [metric.name, value]));
}

const memory = sampleOf('memory', 1_000);
const create = exampleScenario.measurements.memory[0]!;
const cold = exampleScenario.derived.memory[0]!;

/** The example with this measurement of memory samples alone. */
function withMemory(measured: MeasuredMetric): Scenario {
  return { ...exampleScenario, measurements: { ...exampleScenario.measurements, memory: [measured] } };
}

test('a memory sample', () => {
  expect(valuesOf(memory)).toEqual({
    cold_per_task: 900_000,
    bytes_per_task: 264,
    peak_bytes_per_task: 272.192,
    baseline_resident: 4_000_000,
    parked_resident: 4_264_000,
    collected_resident: 4_263_488,
    baseline_proportional: 3_998_976,
    parked_proportional: 4_262_976,
    collected_proportional: 4_262_464,
    peak_to_baseline: 4_008_192,
    peak_to_parked: 4_272_192,
    peak_to_collected: 4_271_680,
    peak: 4_272_192,
    elapsed: 700_000_000,
    cpu: 40_300_000,
    cpu_user: 30_300_000,
    cpu_system: 10_000_000,
    minor_faults: 1_500,
    major_faults: 0,
    voluntary_switches: 12,
    involuntary_switches: 3,
    threads_parked: 7,
    wait: 600_000_000,
    foreign_cpu: 0,
    throttled: 0,
    create_per_task: 700,
  });
});

test('a latency sample', () => {
  expect(valuesOf(sampleOf('latency', 10_000))).toEqual({
    wake_lateness_p50: expect.closeTo(5_000_000, -4) as number,
    wake_lateness_p90: expect.closeTo(9_000_000, -4) as number,
    wake_lateness_p99: expect.closeTo(9_900_000, -4) as number,
    wake_lateness_p99_9: expect.closeTo(9_990_000, -4) as number,
    wake_lateness_max: expect.closeTo(10_000_000, -4) as number,
    wake_lateness_mean: expect.closeTo(5_000_500, -4) as number,
    early_wakes: 0,
    wait: 600_000_000,
    minor_faults: 1500,
    major_faults: 0,
    voluntary_switches: 12,
    involuntary_switches: 3,
    foreign_cpu: 0,
    throttled: 0,
  });
});

test('every value belongs to a declared metric of its probe, in the declared order', () => {
  for (const sample of [memory, sampleOf('latency', 10_000)]) {
    const declared = metricsOf(exampleScenario, sample.probe);
    const found = metricValues(sample, exampleScenario).map(({ metric }) => metric);
    expect(declared.filter(({ name }) => found.some((metric) => metric.name === name))).toEqual(found);
    expect(found.every(({ probe }) => probe === sample.probe)).toBe(true);
  }
});

test('a single value is the one among all, and needs no distribution that it is not about', () => {
  const latency = sampleOf('latency', 10_000);
  for (const sample of [memory, latency]) {
    for (const { metric, value } of metricValues(sample, exampleScenario)) {
      expect(metricValue(sample, exampleScenario, metric.name)).toBe(value);
    }
  }
  expect(metricValue(memory, exampleScenario, 'wake_lateness_p99')).toBeNull();
  const damaged = {
    ...latency,
    distributions: latency.distributions.map((own) => ({ ...own, data: 'AAAA' })),
  };
  expect(metricValue(damaged, exampleScenario, 'early_wakes')).toBe(0);
  expect(() => metricValue(damaged, exampleScenario, 'wake_lateness_p99')).toThrow();
});

describe('what is unknown has no value', () => {
  test('quotients of no tasks', () => {
    const names = Object.keys(valuesOf(sampleOf('memory', 0)));
    expect(names).not.toContain('bytes_per_task');
    expect(names).not.toContain('peak_bytes_per_task');
    expect(names).not.toContain('create_per_task');
  });

  test('CPU time without the launcher', () => {
    const names = Object.keys(valuesOf({ ...memory, usage: null }));
    expect(names).toContain('elapsed');
    expect(names.filter((name) => /cpu$|^cpu_|faults|switches/.test(name))).toEqual(['foreign_cpu']);
  });

  test('the peak when one interval’s is unknown', () => {
    const phases = memory.phases.map((reading, index) =>
      index === 1 ? { ...reading, peakBytes: null } : reading,
    );
    const names = Object.keys(valuesOf({ ...memory, phases }));
    expect(names).toContain('peak_to_collected');
    expect(names).not.toContain('peak_to_parked');
    expect(names).not.toContain('peak');
    expect(names).not.toContain('peak_bytes_per_task');
  });

  test('peaks and growth of a tree, whose other processes the reading leaves out', () => {
    const phases = memory.phases.map((reading) => ({ ...reading, processes: 2 }));
    const tree = { ...memory, phases };
    expect(Object.keys(valuesOf(tree)).filter((name) => name.startsWith('peak'))).toEqual([]);
    expect(parkedGrowth(tree)).toBeNull();
    expect(valuesOf(tree)).toMatchObject({ parked_proportional: 4_262_976 });
  });

  test('figures of a distribution without values', () => {
    const latency = sampleOf('latency', 10_000);
    const distributions = latency.distributions.map((distribution) => ({ ...distribution, count: 0 }));
    const names = Object.keys(valuesOf({ ...latency, distributions }));
    expect(names).toContain('early_wakes');
    expect(names.filter((name) => name.startsWith('wake_lateness'))).toEqual([]);
  });

  test.each([true, false])('a reported 0 where zeroMeansNone is %s', (zeroMeansNone) => {
    const scenario = withMemory({ ...create, perUnit: false, zeroMeansNone });
    const reporting = (createNs: number) =>
      valuesOf({ ...memory, measurements: { createNs } }, scenario)['create_per_task'];
    expect(reporting(0)).toBe(zeroMeansNone ? undefined : 0);
    expect(reporting(7)).toBe(7);
  });

  test('a reported 0 that would be divided', () => {
    const scenario = withMemory({ ...create, perUnit: true, zeroMeansNone: true });
    const sample = { ...memory, measurements: { createNs: 0 } };
    expect(Object.keys(valuesOf(sample, scenario))).not.toContain('create_per_task');
  });

  test.each([
    [['go/timer'], true],
    [['node/timer', 'go/timer'], true],
    [['node/timer'], false],
    [[], false],
  ])('a metric of the variants %j, of a sample of go/timer: %s', (variants, present) => {
    const measured = Object.keys(valuesOf(memory, withMemory({ ...create, variants })));
    expect(measured.includes('create_per_task')).toBe(present);
    expect(measured).toContain('cold_per_task');
    const derived = { ...exampleScenario.derived, memory: [{ ...cold, variants }] };
    const names = Object.keys(valuesOf(memory, { ...exampleScenario, derived }));
    expect(names.includes('cold_per_task')).toBe(present);
    expect(names).toContain('create_per_task');
  });
});

test('two metrics of one name are refused', () => {
  const measurements = { ...exampleScenario.measurements, memory: [{ ...create, name: 'peak' }] };
  expect(() => metricsOf({ ...exampleScenario, measurements }, 'memory')).toThrow(
    'naps: two metrics of memory samples are called peak',
  );
});
