import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { messageSchema } from '../../harness/contract/messages.ts';
import { regimes, type Regime } from '../../harness/model.ts';
import contextSwitch from './scenario.ts';

const variants = [
  'await',
  'next-tick',
  'queue-microtask',
  'set-immediate',
  'message-channel',
  'worker-message',
  'worker-atomics',
] as const;
const [warmups, iterations] = [1, 2];

async function run(variant: string, parameters: Readonly<Record<string, number | string>>) {
  const { INTERLEAVE_MESSAGE_FD: _, ...env } = process.env;
  const program = fileURLToPath(new URL(`${variant}.js`, import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: 'pipe', env });
  const request = {
    type: 'request',
    protocol: 1,
    scenario: 'context-switch',
    variant: `node/${variant}`,
    parameters,
    iterations,
    warmups,
    seed: 0,
    probe: 'memory',
  };
  child.stdin.end(`${JSON.stringify(request)}\n`);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  const lines = stdout.split('\n').slice(0, -1);
  return { code, stderr, messages: lines.map((line) => messageSchema.parse(JSON.parse(line))) };
}

describe.concurrent.each(variants)('node/%s', (variant) => {
  // With an odd number the other task receives last.
  it.each([2, 3, 10, 1_001])('hands over %i times in every batch', { timeout: 60_000 }, async (switches) => {
    const { code, stderr, messages } = await run(variant, { switches, batches: iterations });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const manifest = contextSwitch.expectedManifest({ switches }, 'memory', `node/${variant}`);
    expect(messages).toEqual([
      expect.objectContaining({ type: 'ready' }),
      ...[true, false, false].map((warmup, iteration) => ({
        type: 'iteration',
        iteration,
        warmup,
        elapsedNs: expect.any(Number),
        manifest,
        measurements: { contextSwitches: expect.any(Number), schedulings: expect.any(Number) },
      })),
      { type: 'done' },
    ]);
    for (const message of messages) {
      if (message.type !== 'iteration') continue;
      expect(message.elapsedNs).toBeGreaterThan(switches);
      for (const regime of regimes) {
        const seen = {
          variant: `node/${variant}`,
          regime,
          probe: 'memory',
          parameters: { switches },
        } as const;
        expect(contextSwitch.verify!({ ...seen, ...message })).toBeNull();
      }
    }
  });

  it.each([
    [{ switches: 1, batches: 1 }, 'request.parameters.switches: expected an integer from 2 to 100000000'],
    [{ switches: 100_000_001, batches: 1 }, 'request.parameters.switches: expected an integer from 2'],
    [{ switches: 2, batches: 0 }, 'request.parameters.batches: expected an integer from 1 to 1000'],
    [{ switches: 2 }, 'missing: batches'],
    [{ switches: 2, batches: 1, tasks: 2 }, 'unknown: tasks'],
  ])('exits 64 for the parameters %j', async (parameters, expected) => {
    const { code, stderr, messages } = await run(variant, parameters);
    expect(stderr).toContain(expected);
    expect({ code, messages }).toEqual({ code: 64, messages: [] });
  });
});

describe('the rule that tasks alternate', () => {
  function verify(variant: string, schedulings: number, regime: Regime = '1core', switches = 10_000) {
    const manifest = { created: 2, completed: 2, peakAlive: 2, messages: switches, checksum: '' };
    const measurements = { contextSwitches: 0, schedulings };
    return contextSwitch.verify!({
      variant,
      regime,
      probe: 'memory',
      parameters: { switches },
      manifest,
      measurements,
    });
  }

  it('rejects a goroutine that counts alone', () => {
    for (const variant of [
      'gosched',
      'channel-unbuffered',
      'channel-buffered',
      'mutex-cond',
      'locked-threads',
    ]) {
      expect(verify(`go/${variant}`, 9_984)).toBeNull();
      expect(verify(`go/${variant}`, 9_983)).toBe(
        'no alternation as the runtime counts it: schedulings expected at least 9984, received 9983',
      );
    }
  });

  it('rejects a buffer in an unbuffered row where it spares a wait, but lets the buffered row have it', () => {
    expect(verify('go/channel-unbuffered', 7_000, 'all')).toContain('at least 9984');
    expect(verify('go/channel-buffered', 7_000, 'all')).toBeNull();
  });

  it('rejects a microtask that goes through the event loop, and the other way round', () => {
    for (const variant of ['await', 'next-tick', 'queue-microtask']) {
      expect(verify(`node/${variant}`, 0)).toBeNull();
      expect(verify(`node/${variant}`, 1)).toContain('schedulings expected 0, received 1');
    }
    expect(verify('node/set-immediate', 9_999)).toBeNull();
    expect(verify('node/set-immediate', 9_998)).toContain('expected at least 9999, received 9998');
    expect(verify('node/message-channel', 4_999)).toBeNull();
    expect(verify('node/message-channel', 4_998)).toContain('expected at least 4999, received 4998');
    expect(verify('node/message-channel', 499, 'all', 1_001)).toBeNull();
  });

  it('rejects a count that is missing', () => {
    expect(verify('node/await', Number.NaN)).toContain('received NaN');
  });
});

describe('the declaration', () => {
  it('has every variant in the suites smoke and full, in both regimes', () => {
    for (const suite of ['smoke', 'full']) {
      const { entries } = contextSwitch.suites[suite]!;
      expect(entries.flatMap((entry) => entry.variants).toSorted()).toEqual(
        contextSwitch.variants.map(({ name }) => name).toSorted(),
      );
      for (const entry of entries) expect(entry.regimes).toEqual(['1core', 'all']);
    }
  });

  const record = (warmup: boolean, elapsedNs: number) => ({ warmup, elapsedNs, measurements: {} });
  const derive = (name: string, taken: ReturnType<typeof record>[]) =>
    contextSwitch.derived.memory.find((metric) => metric.name === name)!.derive(taken, { switches: 10 });
  const taken = [
    record(true, 900),
    record(true, 500),
    record(false, 300),
    record(false, 100),
    record(false, 110),
  ];

  it('tells cold from warm', () => {
    expect(derive('switch_time', taken)).toBe(11);
    expect(derive('switch_time', taken.slice(0, -1))).toBe(20);
    expect(derive('switch_time_cold', taken)).toBe(90);
  });

  it('has no cold figure without a warm-up, and no warm one of warm-ups alone', () => {
    expect(derive('switch_time_cold', taken.slice(2))).toBeNull();
    expect(derive('switch_time', taken.slice(0, 2))).toBeNull();
  });

  it('warms up until all has settled, in hand-overs and not in batches', () => {
    const warmups = (switches: number, batches: number): number =>
      contextSwitch.repetition({ switches, batches }, 'memory').warmups;
    expect(warmups(10_000, 20)).toBe(20);
    expect(warmups(10_000, 1_000)).toBe(20);
    expect(warmups(10_000, 5)).toBe(5);
    expect(warmups(10_000, 1)).toBe(5);
    expect(warmups(100_000_000, 1_000)).toBe(1);
    expect(warmups(2, 1)).toBe(200);
  });

  it('expects the sum of all tokens, exactly', () => {
    const { messages, checksum } = contextSwitch.expectedManifest({ switches: 1e8 }, 'memory', 'node/await');
    expect({ messages, checksum }).toEqual({ messages: 1e8, checksum: '4999999950000000' });
  });
});
