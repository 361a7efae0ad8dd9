import { text } from 'node:stream/consumers';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../harness/contract/messages.ts';
import type { Parameters, Probe } from '../../harness/model.ts';
import { ofType, outline, start, talk, type Asked } from '../fixtures/talk.ts';
import pipeline from './scenario.ts';

const variants = [
  'async-generators',
  'awaiting-when-blocked',
  'streams',
  'web-streams',
  'event-emitter',
  'deep-copy',
  'structured-clone',
  'worker-channels',
  'worker-channels-batched',
  'worker-transfer',
  'shared-ring',
] as const;
const withThreads = variants.slice(-4);

const usual = { items: 300, workers: 3, buffer: 4, payload: 8, cost: 0, batch: 3 };
type Settings = typeof usual;

interface Options {
  readonly probe: Probe;
  readonly iterations?: number;
  readonly warmups?: number;
}

function asked(variant: string, parameters: Parameters, options: Options): Asked {
  return { scenario: 'pipeline', variant: `node/${variant}`, parameters, ...options };
}

const run = (variant: string, settings: Settings, options: Options) =>
  talk(asked(variant, settings, options));

/** Holds an iteration against the declaration, and gives its most in flight. */
function expectHonest(variant: string, settings: Settings, probe: Probe, messages: readonly Message[]) {
  const [result] = ofType(messages, 'iteration');
  const { manifest, measurements } = result!;
  const { peakAlive, ...expected } = pipeline.expectedManifest(settings, probe, `node/${variant}`);
  expect(manifest).toMatchObject(expected);
  const { least, most } = peakAlive as { least: number; most: number };
  expect(manifest.peakAlive).toBeGreaterThanOrEqual(least);
  expect(manifest.peakAlive).toBeLessThanOrEqual(most);
  const seen = { variant: `node/${variant}`, regime: 'all', probe, parameters: settings } as const;
  expect(pipeline.verify!({ ...seen, manifest, measurements })).toBeNull();
  expect(Object.keys(measurements).sort()).toEqual(
    pipeline.measurements[probe].map(({ wire }) => wire).sort(),
  );
  return { ...result!, most };
}

describe.concurrent.each(variants)('node/%s', (variant) => {
  it.each([
    { ...usual, items: 0, buffer: 0 },
    { ...usual, items: 1, payload: 9 },
    { ...usual, items: 5, workers: 1, buffer: 0, payload: 1_000 },
    { ...usual, buffer: 0, payload: 1_000 },
    { ...usual, buffer: 1, cost: 2 },
    usual,
  ])('keeps the contract with %j', async (settings) => {
    const [memory, latency] = await Promise.all([
      run(variant, settings, { probe: 'memory' }),
      run(variant, settings, { probe: 'latency' }),
    ]);
    expect(outline(memory)).toEqual([
      'ready',
      'hold armed',
      'resumed armed',
      'hold drained',
      'resumed drained',
      'iteration',
      'done',
    ]);
    const { items, cost } = settings;
    expect(ofType(memory, 'hold').map(({ created, completed }) => [created, completed])).toEqual([
      [0, 0],
      [items, items],
    ]);
    const { elapsedNs, measurements } = expectHonest(variant, settings, 'memory', memory);
    const { startNs, workNs, unitNs } = measurements;
    expect(startNs).toBeGreaterThan(0);
    expect(workNs! > 0).toBe(items > 0);
    expect(elapsedNs).toBe(startNs! + workNs!);
    expect(unitNs! > 0).toBe(cost > 0);

    expect(outline(latency)).toEqual(['ready', 'iteration', 'distribution', 'done']);
    expectHonest(variant, settings, 'latency', latency);
    const [distribution] = ofType(latency, 'distribution');
    expect(distribution).toMatchObject({ name: 'end_to_end', count: items });
    expect(decodeFromCompressedBase64(distribution!.data).totalCount).toBe(items);
  });

  it('repeats itself, and records what is no warm-up', async () => {
    const messages = await run(variant, usual, { probe: 'latency', warmups: 1, iterations: 2 });
    expect(ofType(messages, 'iteration').map(({ iteration, warmup }) => [iteration, warmup])).toEqual([
      [0, true],
      [1, false],
      [2, false],
    ]);
    for (const { manifest } of ofType(messages, 'iteration')) expect(manifest.completed).toBe(usual.items);
    expect(ofType(messages, 'distribution').map(({ count }) => count)).toEqual([2 * usual.items]);
  });

  it.each([
    [{ ...usual, items: 10_000_001 }, 'request.parameters.items: expected an integer from 0 to 10000000'],
    [{ ...usual, workers: 0 }, 'request.parameters.workers: expected an integer from 1 to 256'],
    [{ ...usual, buffer: -1 }, 'request.parameters.buffer: expected an integer from 0 to 65536'],
    [{ ...usual, payload: 7 }, 'request.parameters.payload: expected an integer from 8 to 1048576'],
    [{ ...usual, cost: 'much' }, 'request.parameters.cost: expected an integer from 0 to 1000'],
    [{ ...usual, batch: 0 }, 'request.parameters.batch: expected an integer from 1 to 10000'],
    [{ ...usual, more: 1 }, 'unknown: more'],
  ])('exits 64 for the parameters %j', async (parameters, expected) => {
    const child = start(asked(variant, parameters, { probe: 'memory' }));
    const [stderr, [code]] = await Promise.all([text(child.stderr), child.exited]);
    expect(stderr).toContain(expected);
    expect(code).toBe(64);
  });
});

describe.concurrent.each(withThreads)('node/%s', (variant) => {
  it.each([
    { ...usual, cost: 20, buffer: 0 },
    { ...usual, cost: 20, buffer: 1, workers: 1 },
    { ...usual, cost: 20 },
  ])('has as many in flight as it may, and no more, with %j', async (settings) => {
    const messages = await run(variant, settings, { probe: 'memory' });
    const { manifest, most } = expectHonest(variant, settings, 'memory', messages);
    expect(manifest.peakAlive).toBe(most);
  });

  it('has measured the CPU unit in its workers', async () => {
    const messages = await run(variant, { ...usual, cost: 1, items: 1 }, { probe: 'memory' });
    const [result] = ofType(messages, 'iteration');
    expect(result!.measurements['unitNs']).toBeGreaterThan(250);
  });
});
