import { text } from 'node:stream/consumers';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../harness/contract/messages.ts';
import type { Parameters, Probe, Repetition } from '../../harness/model.ts';
import { ofType, outline, start, talk, type Asked } from '../fixtures/talk.ts';
import workerPool from './scenario.ts';

const variants = ['unbounded', 'p-limit', 'worker-threads', 'piscina'] as const;
const workers = 2;
/** The workers that are there to be counted: the other rows have none. */
const started = { unbounded: 0, 'p-limit': 0, 'worker-threads': workers, piscina: workers };

function asked(
  variant: string,
  parameters: Parameters,
  probe: Probe,
  turns: Partial<Repetition> = {},
): Asked {
  return { scenario: 'worker-pool', variant: `node/${variant}`, parameters, probe, ...turns };
}

const run = (variant: string, parameters: Parameters, probe: Probe, turns?: Partial<Repetition>) =>
  talk(asked(variant, parameters, probe, turns));

/** As the harness judges: the manifest, the scenario's own rule, the names of the measurements. */
function expectHonest(messages: readonly Message[], variant: string, parameters: Parameters, probe: Probe) {
  const name = `node/${variant}`;
  const expected = workerPool.expectedManifest(parameters, probe, name);
  const { least, most } = expected.peakAlive as { least: number; most: number };
  for (const { manifest, measurements, elapsedNs } of ofType(messages, 'iteration')) {
    expect(manifest).toEqual({ ...expected, peakAlive: expect.any(Number) });
    expect(manifest.peakAlive).toBeGreaterThanOrEqual(least);
    expect(manifest.peakAlive).toBeLessThanOrEqual(most);
    expect(Object.keys(measurements)).toEqual(workerPool.measurements[probe].map(({ wire }) => wire));
    const seen = { variant: name, regime: 'all', probe, parameters, manifest, measurements } as const;
    expect(workerPool.verify!(seen)).toBeNull();
    expect(elapsedNs).toBeGreaterThanOrEqual(workerPool.shortestNs(parameters, {}, name));
    if (probe === 'memory') expect(elapsedNs).toBe(measurements['startNs']! + measurements['workNs']!);
  }
}

describe.concurrent.each(variants)('node/%s', (variant) => {
  const sizes = [0, 1, 5, 40];

  it.each(sizes)('completes %i tasks, probe memory', { timeout: 60_000 }, async (tasks) => {
    const parameters = { tasks, workers, cost: 1, wait_ms: 0, buffer: 4, batch: 3 };
    const messages = await run(variant, parameters, 'memory');
    const holds = workerPool.holds.memory.flatMap((phase) => [`hold ${phase}`, `resumed ${phase}`]);
    expect(outline(messages)).toEqual(['ready', ...holds, 'iteration', 'done']);
    expect(ofType(messages, 'hold')).toMatchObject([
      { created: started[variant], completed: 0, timeLeftNs: null, witness: null },
      { created: tasks, completed: tasks, timeLeftNs: null, witness: null },
    ]);
    expectHonest(messages, variant, parameters, 'memory');
    const [{ measurements }] = ofType(messages, 'iteration') as [Extract<Message, { type: 'iteration' }>];
    expect(measurements['workersUsed']).toBe(Math.min(tasks, started[variant]));
    expect(measurements['unitNs']).toBeGreaterThan(0);
    expect(measurements['unitSpread']).toBeGreaterThanOrEqual(1);
  });

  it.each(sizes)('completes %i tasks, probe latency', { timeout: 60_000 }, async (tasks) => {
    const parameters = { tasks, workers, cost: 1, wait_ms: 0, buffer: 4, batch: 3 };
    const messages = await run(variant, parameters, 'latency');
    expect(outline(messages)).toEqual(['ready', 'iteration', 'distribution', 'distribution', 'done']);
    expectHonest(messages, variant, parameters, 'latency');

    const distributions = ofType(messages, 'distribution');
    expect(distributions.map(({ name }) => name)).toEqual(workerPool.distributions.map(({ name }) => name));
    const [toStart, toDone] = distributions.map(({ data }) => decodeFromCompressedBase64(data));
    expect([toStart!.totalCount, toDone!.totalCount]).toEqual([tasks, tasks]);
    // No task has its result before it has begun.
    if (tasks > 0) expect(toDone!.maxValue).toBeGreaterThanOrEqual(toStart!.maxValue);
  });

  it('has as many tasks wait at one time as it may', { timeout: 60_000 }, async () => {
    const parameters = { tasks: 12, workers, cost: 1, wait_ms: 5, buffer: 4, batch: 3 };
    const probes = ['memory', 'latency'] as const;
    const samples = await Promise.all(probes.map((probe) => run(variant, parameters, probe)));
    for (const [index, messages] of samples.entries()) {
      expectHonest(messages, variant, parameters, probes[index]!);
      const [{ manifest }] = ofType(messages, 'iteration') as [Extract<Message, { type: 'iteration' }>];
      expect(manifest.peakAlive).toBe(variant === 'unbounded' ? 12 : workers + 1);
    }
  });

  it('does not measure a unit that no task has', { timeout: 60_000 }, async () => {
    const parameters = { tasks: 5, workers, cost: 0, wait_ms: 0, buffer: 4, batch: 3 };
    const messages = await run(variant, parameters, 'memory');
    expectHonest(messages, variant, parameters, 'memory');
    expect(ofType(messages, 'iteration')).toMatchObject([{ measurements: { unitNs: 0, unitSpread: 0 } }]);
  });

  it('starts a pool for each warm-up and iteration', { timeout: 60_000 }, async () => {
    const [warmups, iterations, tasks] = [1, 2, 10];
    const parameters = { tasks, workers, cost: 1, wait_ms: 0, buffer: 4, batch: 3 };
    const [memory, latency] = await Promise.all([
      run(variant, parameters, 'memory', { warmups, iterations }),
      run(variant, parameters, 'latency', { warmups, iterations }),
    ]);
    for (const [probe, messages] of [['memory', memory] as const, ['latency', latency] as const]) {
      expect(ofType(messages, 'iteration').map(({ iteration, warmup }) => [iteration, warmup])).toEqual([
        [0, true],
        [1, false],
        [2, false],
      ]);
      expectHonest(messages, variant, parameters, probe);
    }
    // The measured iterations make one distribution; warm-ups have no part in it.
    expect(ofType(latency, 'distribution').map(({ count }) => count)).toEqual([
      iterations * tasks,
      iterations * tasks,
    ]);
  });

  it.each([
    [
      { tasks: -1, workers, cost: 1, wait_ms: 0, buffer: 4, batch: 3 },
      'request.parameters.tasks: expected an integer from 0',
    ],
    [
      { tasks: 1, workers: 0, cost: 1, wait_ms: 0, buffer: 4, batch: 3 },
      'request.parameters.workers: expected an integer from 1',
    ],
    [
      { tasks: 1, workers, cost: 10_001, wait_ms: 0, buffer: 4, batch: 3 },
      'cost: expected an integer from 0 to 10000',
    ],
    [
      { tasks: 1, workers, cost: 1, wait_ms: '5', buffer: 4, batch: 3 },
      'wait_ms: expected an integer from 0 to 10000',
    ],
    [{ tasks: 1, workers, cost: 1, buffer: 4, batch: 3 }, 'missing: wait_ms'],
    [{ tasks: 1, workers, cost: 1, wait_ms: 0, buffer: 4, batch: 3, queue: 1 }, 'unknown: queue'],
  ])('exits 64 for the parameters %j', async (parameters, expected) => {
    const child = start(asked(variant, parameters, 'memory'));
    const [stderr, [code]] = await Promise.all([text(child.stderr), child.exited]);
    expect(stderr).toContain(expected);
    expect(code).toBe(64);
  });
});

describe('what the scenario asks of an iteration', () => {
  const manifest = { created: 12, completed: 12, peakAlive: 3, messages: 0, checksum: '0' };
  function judged(variant: string, parameters: Parameters, peakRunning: number, workersUsed = 0) {
    const measurements = { peakRunning, workersUsed };
    return workerPool.verify!({
      variant,
      regime: 'all',
      probe: 'memory',
      parameters,
      manifest,
      measurements,
    });
  }

  it('a bounded row never runs more tasks than it has workers', () => {
    const parameters = { tasks: 12, workers: 2, cost: 1, wait_ms: 0, buffer: 4, batch: 3 };
    expect(judged('go/ants', parameters, 1)).toBeNull();
    expect(judged('go/ants', parameters, 2)).toBeNull();
    expect(judged('go/ants', parameters, 3)).toBe(
      'wrong number of tasks at one time: peakRunning expected 1 to 2, received 3',
    );
    expect(judged('go/unbounded', parameters, 12)).toBeNull();
    expect(judged('go/unbounded', parameters, 13)).toContain('expected 1 to 12, received 13');
  });

  it('a bounded row fills all workers where enough tasks wait', () => {
    const waiting = { tasks: 8, workers: 2, cost: 1, wait_ms: 5, buffer: 4, batch: 3 };
    expect(judged('node/p-limit', waiting, 2)).toBeNull();
    expect(judged('node/p-limit', waiting, 1)).toContain('expected 2, received 1');
    expect(judged('node/p-limit', { ...waiting, tasks: 7 }, 1)).toBeNull();
    expect(judged('node/unbounded', waiting, 1)).toBeNull();
  });

  it('counts running tasks at all', () => {
    const parameters = { tasks: 12, workers: 2, cost: 1, wait_ms: 0, buffer: 4, batch: 3 };
    expect(judged('node/piscina', parameters, 0)).toContain('peakRunning expected 1 to 2, received 0');
    expect(judged('node/piscina', { ...parameters, tasks: 0 }, 0)).toBeNull();
  });

  it('every thread has a task where there are enough', () => {
    const parameters = { tasks: 8, workers: 2, cost: 1, wait_ms: 0, buffer: 4, batch: 3 };
    for (const variant of ['node/worker-threads', 'node/piscina']) {
      expect(judged(variant, parameters, 1, 2)).toBeNull();
      expect(judged(variant, parameters, 1, 1)).toBe('idle workers: workersUsed expected 2, received 1');
      expect(judged(variant, { ...parameters, tasks: 7 }, 1, 1)).toBeNull();
    }
    expect(judged('node/p-limit', parameters, 1, 0)).toBeNull();
    expect(judged('go/channel-workers', parameters, 1, 0)).toBeNull();
  });
});

it('derives rates from the measured iterations alone', () => {
  const iterations = [
    { warmup: true, elapsedNs: 9e9, measurements: { workNs: 9e9 } },
    { warmup: false, elapsedNs: 1e6, measurements: { workNs: 1e6 } },
    { warmup: false, elapsedNs: 3e6, measurements: { workNs: 3e6 } },
  ];
  const derived = (tasks: number) =>
    workerPool.derived.memory.map(({ name, derive }) => [name, derive(iterations, { tasks })]);
  expect(derived(1_000)).toEqual([
    ['throughput', 500_000],
    ['task_time', 2_000],
  ]);
  expect(derived(0)).toEqual([
    ['throughput', null],
    ['task_time', null],
  ]);
});
