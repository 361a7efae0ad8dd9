import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import type { Hold } from '../../harness/contract/messages.ts';
import type { Parameters } from '../../harness/model.ts';
import { ofType, outline, start, talk, type Asked } from '../fixtures/talk.ts';
import sleepers from './scenario.ts';

const variants = ['timeout-callback', 'async-sleep', 'worker-thread'] as const;
/** Far longer than fifty workers need to start on a busy machine: the tasks must be alive together, not fast. */
const waitNs = 3_000_000_000;

interface Options {
  readonly tasks: number;
  readonly probe: 'memory' | 'latency';
  readonly wake?: 'same-duration' | 'same-deadline';
  readonly iterations?: number;
  readonly warmups?: number;
}

function asked(variant: string, parameters: Parameters, options: Omit<Options, 'tasks' | 'wake'>): Asked {
  return { scenario: 'sleepers', variant: `node/${variant}`, parameters, ...options };
}

const run = (variant: string, { tasks, wake = 'same-duration', ...options }: Options) =>
  talk(asked(variant, { tasks, wake, waitNs }, options));

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
      expect(result!.manifest).toEqual(sleepers.expectedManifest({ tasks }, 'memory', ''));
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
      expect(result!.manifest).toEqual(sleepers.expectedManifest({ tasks }, 'latency', ''));
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
        expect(manifest).toEqual(sleepers.expectedManifest({ tasks }, probe as 'memory' | 'latency', ''));
      }
    }
    // The measured iterations make one distribution; warm-ups have no part in it.
    expect(ofType(latency, 'distribution').map(({ count }) => count)).toEqual([iterations * tasks]);
  });

  it.each([
    [{ tasks: -1, wake: 'same-duration', waitNs }, 'request.parameters.tasks: expected an integer from 0'],
    [{ tasks: 1, wake: 'same-time', waitNs }, 'expected "same-duration" or "same-deadline"'],
    [
      { tasks: 1, wake: 'same-duration', waitNs: 1_500_000 },
      'expected whole milliseconds in ns, received 1500000',
    ],
    [
      { tasks: 1, wake: 'same-duration', waitNs: 0 },
      'request.parameters.waitNs: expected an integer from 1000000',
    ],
    [{ tasks: 1, waitNs }, 'missing: wake'],
    [{ tasks: 1, wake: 'same-duration', waitNs, spread: 1 }, 'unknown: spread'],
  ])('exits 64 for the parameters %j', async (parameters, expected) => {
    const child = start(asked(variant, parameters, { probe: 'memory' }));
    const [stderr, [code]] = await Promise.all([text(child.stderr), child.exited]);
    expect(stderr).toContain(expected);
    expect(code).toBe(64);
  });
});

/** Both say the same: no early task, no earliness. */
function expectEarliness(measurements: Readonly<Record<string, number>>, tasks: number): void {
  const { earlyCount, earliestNs, ...others } = measurements;
  expect(others).toEqual({});
  expect(earlyCount).toBeGreaterThanOrEqual(0);
  expect(earlyCount).toBeLessThanOrEqual(tasks);
  expect(earliestNs! > 0).toBe(earlyCount! > 0);
}
