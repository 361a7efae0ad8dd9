import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { protocolVersion, type Message } from '../../harness/contract/messages.ts';
import { descendantsOf, parseStat, readProcess } from '../../harness/measure/process-tree.ts';
import type { Parameters, Probe, Repetition } from '../../harness/model.ts';
import { ofType, outline, start, talk, type Asked } from '../fixtures/talk.ts';
import workerPool from './scenario.ts';

const workers = 2;
const batch = 3;
/** The workers that are there to be counted. */
const started = {
  serial: 0,
  unbounded: 0,
  'p-limit': 0,
  'p-limit-map': 0,
  'p-queue': 0,
  'worker-threads': workers,
  'worker-threads-batched': workers,
  'shared-ring': workers,
  'child-processes': workers,
  piscina: workers,
  'piscina-tuned': workers,
  tinypool: workers,
  workerpool: workers,
};
/** In flight with 2 workers, 4 places and batches of 3, where tasks wait and enough of them come. */
const mostInFlight = {
  serial: 1,
  unbounded: 12,
  'p-limit': 3,
  'p-limit-map': 12,
  'p-queue': 3,
  'worker-threads': 3,
  'worker-threads-batched': 9,
  'shared-ring': 7,
  'child-processes': 3,
  piscina: 3,
  'piscina-tuned': 7,
  tinypool: 3,
  workerpool: 3,
};
const smallest = { tasks: 1, workers, cost: 0, wait_ms: 0, buffer: 4, batch };
const variants = Object.keys(started) as (keyof typeof started)[];

/** Handed out one by one or in batches; where workers help themselves, one may do it all. */
function leastUsed(variant: keyof typeof started, tasks: number): number {
  if (variant === 'shared-ring') return Math.min(tasks, 1);
  const shares = variant === 'worker-threads-batched' ? Math.ceil(tasks / batch) : tasks;
  return Math.min(shares, started[variant]);
}

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
  // One and five too, in both regimes, are run by the contract test.
  it.each([0, 5, 40])('completes %i tasks, probe memory', { timeout: 60_000 }, async (tasks) => {
    const parameters = { tasks, workers, cost: 1, wait_ms: 0, buffer: 4, batch };
    const messages = await run(variant, parameters, 'memory');
    const holds = workerPool.holds.memory.flatMap((phase) => [`hold ${phase}`, `resumed ${phase}`]);
    expect(outline(messages)).toEqual(['ready', ...holds, 'iteration', 'done']);
    expect(ofType(messages, 'hold')).toMatchObject([
      { created: started[variant], completed: 0, timeLeftNs: null, witness: null },
      { created: tasks, completed: tasks, timeLeftNs: null, witness: null },
    ]);
    expectHonest(messages, variant, parameters, 'memory');
    const [{ measurements }] = ofType(messages, 'iteration') as [Extract<Message, { type: 'iteration' }>];
    expect(measurements['workersUsed']).toBeGreaterThanOrEqual(leastUsed(variant, tasks));
    expect(measurements['workersUsed']).toBeLessThanOrEqual(Math.min(tasks, started[variant]));
    expect(measurements['unitNs']).toBeGreaterThan(0);
    expect(measurements['unitSpread']).toBeGreaterThanOrEqual(1);
  });

  it.each([0, 40])('completes %i tasks, probe latency', { timeout: 60_000 }, async (tasks) => {
    const parameters = { tasks, workers, cost: 1, wait_ms: 0, buffer: 4, batch };
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

  it('has as many tasks in flight as it may', { timeout: 60_000 }, async () => {
    const parameters = { tasks: 12, workers, cost: 1, wait_ms: 5, buffer: 4, batch };
    const probes = ['memory', 'latency'] as const;
    const samples = await Promise.all(probes.map((probe) => run(variant, parameters, probe)));
    for (const [index, messages] of samples.entries()) {
      expectHonest(messages, variant, parameters, probes[index]!);
      const [{ manifest, measurements }] = ofType(messages, 'iteration') as [
        Extract<Message, { type: 'iteration' }>,
      ];
      expect(manifest.peakAlive).toBe(mostInFlight[variant]);
      const mostRunning = variant === 'unbounded' ? 12 : Math.min(workers, mostInFlight[variant]);
      expect(measurements['peakRunning']).toBe(mostRunning);
    }
  });

  it('does not measure a unit that no task has', { timeout: 60_000 }, async () => {
    const parameters = { tasks: 5, workers, cost: 0, wait_ms: 0, buffer: 4, batch };
    const messages = await run(variant, parameters, 'memory');
    expectHonest(messages, variant, parameters, 'memory');
    expect(ofType(messages, 'iteration')).toMatchObject([{ measurements: { unitNs: 0, unitSpread: 0 } }]);
  });

  it('starts a pool for each warm-up and iteration', { timeout: 60_000 }, async () => {
    const [warmups, iterations, tasks] = [1, 2, 10];
    const parameters = { tasks, workers, cost: 1, wait_ms: 0, buffer: 4, batch };
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

  it('counts the CPU time of all that run tasks', { timeout: 60_000 }, async () => {
    const parameters = { tasks: 40, workers, cost: 500, wait_ms: 0, buffer: 4, batch };
    const messages = await run(variant, parameters, 'memory');
    const [{ measurements }] = ofType(messages, 'iteration') as [Extract<Message, { type: 'iteration' }>];
    // `unitNs` is the fastest of many, so that the work takes at least as much; half of it allows for a faster clock.
    const unitsNs = parameters.tasks * parameters.cost * measurements['unitNs']!;
    expect(measurements['workCpuNs']).toBeGreaterThan(unitsNs / 2);
  });
});

it.each([
  [
    { tasks: -1, workers, cost: 1, wait_ms: 0, buffer: 4, batch },
    'request.parameters.tasks: expected an integer from 0',
  ],
  [
    { tasks: 1, workers: 0, cost: 1, wait_ms: 0, buffer: 4, batch },
    'request.parameters.workers: expected an integer from 1',
  ],
  [
    { tasks: 1, workers, cost: 10_001, wait_ms: 0, buffer: 4, batch },
    'cost: expected an integer from 0 to 10000',
  ],
  [
    { tasks: 1, workers, cost: 1, wait_ms: '5', buffer: 4, batch },
    'wait_ms: expected an integer from 0 to 10000',
  ],
  [{ tasks: 1, workers, cost: 1, buffer: 4, batch }, 'missing: wait_ms'],
  [{ tasks: 1, workers, cost: 1, wait_ms: 0, buffer: 4, batch, queue: 1 }, 'unknown: queue'],
])('exits 64 for the parameters %j', async (parameters, expected) => {
  // Every row decodes them with the same function.
  await expectRefusal('unbounded', parameters, expected);
});

async function expectRefusal(variant: string, parameters: Parameters, expected: string) {
  const child = start(asked(variant, parameters, 'memory'));
  const [stderr, [code]] = await Promise.all([text(child.stderr), child.exited]);
  expect(stderr).toContain(expected);
  expect(code).toBe(64);
}

describe('node/shared-ring', () => {
  it('refuses a ring without places', async () => {
    const parameters = { tasks: 1, workers, cost: 0, wait_ms: 0, buffer: 0, batch };
    const { refuses } = workerPool.variants.find(({ name }) => name === 'node/shared-ring')!;
    expect(refuses!(parameters)).toContain('buffer must be 1 or more');
    expect(refuses!({ ...parameters, buffer: 1 })).toBeNull();
    await expectRefusal('shared-ring', parameters, 'request.parameters.buffer: expected 1 or more');
  });

  // With few places both ends sleep again and again: one that is not woken hangs.
  it.each([1, 3])('wakes whoever sleeps, with %i places', { timeout: 60_000 }, async (buffer) => {
    const parameters = { tasks: 3_000, workers: 3, cost: 0, wait_ms: 0, buffer, batch };
    const turns = { warmups: 0, iterations: 3 };
    expectHonest(await run('shared-ring', parameters, 'memory', turns), 'shared-ring', parameters, 'memory');
  });
});

describe('node/child-processes', () => {
  /** A child as the program starts it, which has been told what a task is. */
  async function startChild(waitMs: number) {
    const program = fileURLToPath(new URL('child-worker.js', import.meta.url));
    const child = fork(program, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    child.send({ settings: { cost: 0, waitMs }, epochNs: null });
    expect(await once(child, 'message')).toEqual([null, undefined]);
    return { child, ended: once(child, 'exit'), stderr: text(child.stderr!) };
  }

  // The wait is far longer than the test may take.
  it('a child that is left in the middle of a task ends', { timeout: 60_000 }, async () => {
    const { child, ended } = await startChild(600_000);
    child.send(0);
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  it('a child has one task at a time, or none', { timeout: 60_000 }, async () => {
    const { child, ended, stderr } = await startChild(600_000);
    child.send(0);
    child.send(1);
    expect(await ended).toEqual([1, null]);
    expect(await stderr).toContain('expected one task at a time, received a second');
  });

  // The children are found in /proc.
  it.skipIf(process.platform !== 'linux')(
    'leaves nobody when it is killed',
    { timeout: 60_000 },
    async () => {
      const program = fileURLToPath(new URL('child-processes.js', import.meta.url));
      const child = spawn(process.execPath, [program], {
        stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
        env: { ...process.env, INTERLEAVE_MESSAGE_FD: '3' },
      });
      const request = {
        type: 'request',
        protocol: protocolVersion,
        iterations: 1,
        warmups: 0,
        seed: 0,
        // Far longer than the test waits for their end.
        ...asked('child-processes', { ...smallest, tasks: 4, wait_ms: 10_000 }, 'memory'),
      };
      child.stdin!.write(`${JSON.stringify(request)}\n`);
      const pid = child.pid!;
      for await (const line of createInterface({ input: child.stdio[3] as Readable })) {
        child.stdin!.write('{"type":"continue"}\n');
        if (line.includes('"phase":"armed"')) break;
      }
      const children = descendantsOf('/', pid, 0);
      expect(children).toHaveLength(workers);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      const living = () => children.filter((one) => isRunning(one));
      await expect.poll(living, { timeout: 30_000 }).toEqual([]);
    },
  );
});

/** One that has ended and that nobody has asked about is still listed. */
function isRunning(pid: number): boolean {
  const stat = readProcess('/', `${pid}/stat`);
  return stat !== null && parseStat(stat).state !== 'Z';
}

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
    const parameters = { tasks: 12, workers: 2, cost: 1, wait_ms: 0, buffer: 4, batch };
    expect(judged('go/ants', parameters, 1)).toBeNull();
    expect(judged('go/ants', parameters, 2)).toBeNull();
    expect(judged('go/ants', parameters, 3)).toBe(
      'wrong number of tasks at one time: peakRunning expected 1 to 2, received 3',
    );
    expect(judged('go/unbounded', parameters, 12)).toBeNull();
    expect(judged('go/unbounded', parameters, 13)).toContain('expected 1 to 12, received 13');
  });

  it('a bounded row fills all workers where enough tasks wait', () => {
    const waiting = { tasks: 8, workers: 2, cost: 1, wait_ms: 5, buffer: 4, batch };
    expect(judged('node/p-limit', waiting, 2)).toBeNull();
    expect(judged('node/p-limit', waiting, 1)).toContain('expected 2, received 1');
    expect(judged('node/p-limit', { ...waiting, tasks: 7 }, 1)).toBeNull();
    // What bounds the running tasks counts, even where all are submitted at once.
    expect(judged('node/p-limit-map', waiting, 1)).toContain('expected 2, received 1');
    expect(judged('node/p-limit-map', waiting, 3)).toContain('expected 2, received 3');
    expect(judged('node/unbounded', waiting, 1)).toBeNull();
  });

  it('counts running tasks at all', () => {
    const parameters = { tasks: 12, workers: 2, cost: 1, wait_ms: 0, buffer: 4, batch };
    expect(judged('node/piscina', parameters, 0)).toContain('peakRunning expected 1 to 2, received 0');
    expect(judged('node/piscina', { ...parameters, tasks: 0 }, 0)).toBeNull();
  });

  it('a loop runs one task at a time, whatever the number of workers', () => {
    const waiting = { ...smallest, tasks: 8, wait_ms: 5 };
    expect(judged('node/serial', waiting, 1)).toBeNull();
    expect(judged('node/serial', waiting, 2)).toContain('expected 1, received 2');
    expect(workerPool.shortestNs(waiting, {}, 'node/serial')).toBe(8 * 3e6);
    expect(workerPool.shortestNs(waiting, {}, 'node/p-queue')).toBe(4 * 3e6);
    expect(workerPool.shortestNs({ ...waiting, tasks: 0 }, {}, 'node/serial')).toBe(0);
  });

  it('workers that get batches have enough where there are enough batches', () => {
    const waiting = { ...smallest, tasks: 24, wait_ms: 5 };
    const variant = 'node/worker-threads-batched';
    expect(judged(variant, waiting, 2, 2)).toBeNull();
    expect(judged(variant, waiting, 1, 2)).toContain('peakRunning expected 2, received 1');
    expect(judged(variant, waiting, 2, 1)).toBe('idle workers: workersUsed expected 2, received 1');
    expect(judged(variant, { ...waiting, tasks: 23 }, 1, 1)).toBeNull();
    expect(judged(variant, { ...waiting, tasks: 23 }, 3, 1)).toContain('expected 1 to 2, received 3');
  });

  it('workers that help themselves must all have had a task only where tasks wait', () => {
    const instant = { ...smallest, tasks: 40 };
    expect(judged('node/shared-ring', instant, 1, 1)).toBeNull();
    expect(judged('node/shared-ring', { ...instant, wait_ms: 5 }, 2, 1)).toContain('idle workers');
    expect(judged('node/shared-ring', { ...instant, wait_ms: 5 }, 2, 2)).toBeNull();
  });

  it('every worker has a task where there are enough', () => {
    const parameters = { tasks: 8, workers: 2, cost: 1, wait_ms: 0, buffer: 4, batch };
    const handing = [
      'worker-threads',
      'child-processes',
      'piscina',
      'piscina-tuned',
      'tinypool',
      'workerpool',
    ];
    for (const variant of handing.map((name) => `node/${name}`)) {
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
