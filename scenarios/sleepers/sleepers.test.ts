import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { Conversation } from '../../harness/contract/conversation.ts';
import type { Hold, Message } from '../../harness/contract/messages.ts';
import { judge, type Evidence } from '../../harness/measure/judge.ts';
import type { Parameters, Probe } from '../../harness/model.ts';
import { ofType, outline, start, talk, type Asked } from '../fixtures/talk.ts';
import sleepers from './scenario.ts';

const stateless = ['timeout-callback', 'async-sleep', 'promisified-timeout', 'worker-thread'] as const;
const stateful = ['async-buffer-state', 'async-array-state'] as const;
const variants = [...stateless, ...stateful] as const;
/** Far longer than fifty workers, or timers, need to start on a busy machine: the tasks must be alive together, not fast. */
const workersWaitNs = 3_000_000_000;
const waitNs = 1_000_000_000;

interface Options {
  readonly tasks: number;
  readonly probe: Probe;
  readonly wake?: 'same-duration' | 'same-deadline';
  readonly durations?: number;
  readonly state?: number;
  readonly join?: 'counter' | 'results';
  readonly iterations?: number;
  readonly warmups?: number;
}

function asked(
  variant: string,
  parameters: Parameters,
  options: Omit<Asked, 'scenario' | 'variant' | 'parameters'>,
) {
  return { scenario: 'sleepers', variant: `node/${variant}`, parameters, ...options };
}

const plain = { wake: 'same-duration', durations: 1, state: 0, join: 'counter' } as const;

const run = (
  variant: string,
  { tasks, wake = 'same-duration', durations = 1, state = 0, join = 'counter', ...options }: Options,
) => {
  const longNs = variant === 'worker-thread' ? workersWaitNs : waitNs;
  return talk(asked(variant, { tasks, wake, durations, state, join, waitNs: longNs }, options));
};

function expected(variant: string, probe: Probe, parameters: Partial<Options>) {
  return sleepers.expectedManifest({ ...plain, ...parameters } as Parameters, probe, `node/${variant}`);
}

const outlines = {
  memory: sleepers.holds.memory.flatMap((phase) => [`hold ${phase}`, `resumed ${phase}`]),
  latency: sleepers.holds.latency.flatMap((phase) => [`hold ${phase}`, `resumed ${phase}`]),
};

describe.concurrent.each(variants)('node/%s', (variant) => {
  it.each([0, 1, 50])(
    'keeps the contract with %i tasks, probe memory',
    { timeout: 60_000 },
    async (tasks) => {
      const messages = await run(variant, { tasks, probe: 'memory' });
      expect(outline(messages)).toEqual(['ready', ...outlines.memory, 'iteration', 'done']);

      for (const message of [...ofType(messages, 'hold'), ...ofType(messages, 'resumed')]) {
        const waiting = message.phase === 'armed' || message.phase === 'parked';
        expect(message).toMatchObject({
          completed: waiting ? 0 : tasks,
          timeLeftNs: waiting && tasks > 0 ? expect.any(Number) : null,
          witness: null,
        });
      }
      expect(ofType(messages, 'hold').map((hold: Hold) => hold.created)).toEqual([
        tasks,
        tasks,
        tasks,
        tasks,
      ]);

      const [result] = ofType(messages, 'iteration');
      expect(result!.manifest).toEqual(expected(variant, 'memory', { tasks }));
      const { createNs, parkNs, wakeSpanNs, ...others } = result!.measurements;
      expect(others).toEqual({});
      expect(createNs).toBeGreaterThan(0);
      if (variant === 'worker-thread' && tasks > 0) expect(parkNs).toBeGreaterThan(0);
      else expect(parkNs).toBe(createNs);
      expect(wakeSpanNs).toBeGreaterThanOrEqual(0);
    },
  );

  it.each([0, 1, 50])(
    'keeps the contract with %i tasks, probe latency',
    { timeout: 60_000 },
    async (tasks) => {
      const messages = await run(variant, { tasks, probe: 'latency' });
      expect(outline(messages)).toEqual(['ready', ...outlines.latency, 'iteration', 'distribution', 'done']);

      const [hold] = ofType(messages, 'hold');
      const [resumed] = ofType(messages, 'resumed');
      expect(hold).toMatchObject({ created: tasks, completed: 0, witness: null });
      expect(resumed).toMatchObject({
        completed: 0,
        witness: variant === 'worker-thread' ? null : { kind: 'timeout-resources', count: tasks },
      });

      const [result] = ofType(messages, 'iteration');
      expect(result!.manifest).toEqual(expected(variant, 'latency', { tasks }));
      expectEarliness(result!.measurements, tasks);

      const [distribution] = ofType(messages, 'distribution');
      expect(distribution).toMatchObject({ name: 'wake_lateness', count: tasks });
      expect(decodeFromCompressedBase64(distribution!.data).totalCount).toBe(tasks);
    },
  );

  it('wakes all tasks at one deadline, in warm-ups and iterations', { timeout: 60_000 }, async () => {
    const [warmups, iterations, tasks] = [1, 2, 10];
    const options = { tasks, warmups, iterations, wake: 'same-deadline' } as const;
    const [memory, latency] = await Promise.all([
      run(variant, { ...options, probe: 'memory' }),
      run(variant, { ...options, probe: 'latency' }),
    ]);
    for (const [probe, messages] of Object.entries({ memory, latency })) {
      const results = ofType(messages, 'iteration');
      expect(results.map(({ iteration, warmup }) => [iteration, warmup])).toEqual([
        [0, true],
        [1, false],
        [2, false],
      ]);
      for (const { manifest } of results) {
        expect(manifest).toEqual(expected(variant, probe as Probe, { tasks, wake: 'same-deadline' }));
      }
    }
    // The measured iterations make one distribution; warm-ups have no part in it.
    expect(ofType(latency, 'distribution').map(({ count }) => count)).toEqual([iterations * tasks]);
  });

  it.each<Omit<Options, 'probe'>>([
    { tasks: 0, join: 'results' },
    { tasks: 10, durations: 20 },
    { tasks: 10, durations: 20, join: 'results' },
    { tasks: 10, wake: 'same-deadline', join: 'results' },
    ...((stateful as readonly string[]).includes(variant)
      ? ([
          { tasks: 0, state: 256 },
          { tasks: 300, state: 256, durations: 20 },
          { tasks: 10, state: 1_024, wake: 'same-deadline' },
          { tasks: 150, state: 4_096, join: 'results' },
        ] as const)
      : []),
  ])('delivers what every task has: %j', { timeout: 60_000 }, async (options) => {
    const again = { warmups: 1, iterations: 1 };
    const talks = sleepers.probes.map((probe) => run(variant, { ...options, ...again, probe }));
    for (const [index, messages] of (await Promise.all(talks)).entries()) {
      const probe = sleepers.probes[index]!;
      const manifests = ofType(messages, 'iteration').map(({ manifest }) => manifest);
      expect(manifests).toEqual([expected(variant, probe, options), expected(variant, probe, options)]);
      if (probe === 'memory') continue;
      const counted = ofType(messages, 'resumed').map(({ witness }) => witness);
      const witness =
        variant === 'worker-thread' ? null : { kind: 'timeout-resources', count: options.tasks };
      expect(counted).toEqual([witness, witness]);
    }
  });

  const sound = { tasks: 1, waitNs, ...plain };
  it.each<[Record<string, number | string | undefined>, string]>([
    [{ ...sound, tasks: -1 }, 'request.parameters.tasks: expected an integer from 0'],
    [{ ...sound, wake: 'same-time' }, 'expected "same-duration" or "same-deadline"'],
    [{ ...sound, waitNs: 1_500_000 }, 'expected whole milliseconds in ns, received 1500000'],
    [{ ...sound, waitNs: 0 }, 'request.parameters.waitNs: expected an integer from 1000000'],
    // The longest delay that Node knows must hold the longest duration.
    [
      { ...sound, durations: 11, waitNs: (2 ** 31 - 10) * 1_000_000 },
      'request.parameters.waitNs: expected an integer from 1000000 to 2147483637000000',
    ],
    [{ ...sound, wake: undefined }, 'missing: wake'],
    [{ ...sound, spread: 1 }, 'unknown: spread'],
    [{ ...sound, durations: 0 }, 'request.parameters.durations: expected an integer from 1 to 1000000'],
    [
      { ...sound, wake: 'same-deadline', durations: 2 },
      'request.parameters.durations: expected an integer from 1 to 1,',
    ],
    [{ ...sound, join: 'promises' }, 'expected "counter" or "results"'],
    [{ ...sound, state: 255 }, 'request.parameters.state: expected 0'],
    ...((stateless as readonly string[]).includes(variant)
      ? ([[{ ...sound, state: 256 }, 'request.parameters.state: expected 0, received 256']] satisfies [
          Record<string, number | string>,
          string,
        ][])
      : []),
  ])('exits 64 for the parameters %j', async (parameters, expected) => {
    const child = start(asked(variant, parameters as Parameters, { probe: 'memory' }));
    const [stderr, [code]] = await Promise.all([text(child.stderr), child.exited]);
    expect(stderr).toContain(expected);
    expect(code).toBe(64);
  });
});

describe('a program that waits one duration where many were asked for', () => {
  it('is rejected', { timeout: 60_000 }, async () => {
    const asks = { ...plain, tasks: 50, durations: 600_000 };
    const honest = { ...plain, tasks: 50, durations: 20 };
    for (const [done, declared, verdict] of [
      [
        plain,
        asks,
        { status: 'failed', reason: expect.stringMatching(/^impossible time: elapsedNs expected at least/) },
      ],
      [honest, honest, { status: 'ok' }],
    ] as const) {
      const messages = await run('timeout-callback', { ...done, tasks: 50, probe: 'memory' });
      expect(judged(messages, declared)).toMatchObject(verdict);
    }
  });
});

/** What the harness makes of the messages when these parameters stand in the plan. */
function judged(messages: readonly Message[], parameters: Parameters) {
  const conversation = new Conversation({
    holds: sleepers.holds.memory,
    iterations: 1,
    warmups: 0,
    distributions: [],
    measurements: sleepers.measurements.memory.map(({ wire }) => wire),
  });
  for (const message of messages) conversation.accept(message);
  const evidence: Evidence = {
    conversation,
    end: {
      exitCode: 0,
      signal: null,
      usage: null,
      launcherCpuNs: 0,
      leftovers: [],
      startFailure: null,
      lost: null,
    },
    broken: null,
    overrun: null,
    readings: [],
    stderrHead: '',
    stderrTail: '',
    oomKills: null,
    terminated: false,
    wallNs: Infinity,
  };
  const variant = { name: 'node/timeout-callback', witness: null };
  return judge(evidence, {
    manifest: sleepers.expectedManifest(parameters, 'memory', variant.name),
    runtimeVersion: process.versions.node,
    probe: 'memory',
    parameters,
    regime: 'all',
    variant,
    holdsAtParked: true,
    verify: () => null,
    shortestNs: sleepers.shortestNs(parameters, { waitNs }, variant.name),
  });
}

/** Both say the same: no early task, no earliness. */
function expectEarliness(measurements: Readonly<Record<string, number>>, tasks: number): void {
  const { earlyCount, earliestNs, ...others } = measurements;
  expect(others).toEqual({});
  expect(earlyCount).toBeGreaterThanOrEqual(0);
  expect(earlyCount).toBeLessThanOrEqual(tasks);
  expect(earliestNs! > 0).toBe(earlyCount! > 0);
}
