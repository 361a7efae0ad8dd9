import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { messageSchema } from '../../harness/contract/messages.ts';
import contextSwitch from './scenario.ts';

const variants = ['await', 'set-immediate', 'worker-message', 'worker-atomics'] as const;
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
        measurements: { contextSwitches: expect.any(Number) },
      })),
      { type: 'done' },
    ]);
    for (const message of messages) {
      if (message.type === 'iteration') expect(message.elapsedNs).toBeGreaterThan(switches);
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

describe('the declaration', () => {
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

  it('expects the sum of all tokens, exactly', () => {
    const { messages, checksum } = contextSwitch.expectedManifest({ switches: 1e8 }, 'memory', 'node/await');
    expect({ messages, checksum }).toEqual({ messages: 1e8, checksum: '4999999950000000' });
  });
});
