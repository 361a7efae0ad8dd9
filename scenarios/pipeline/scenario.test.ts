import { describe, expect, it } from 'vitest';
import type { SeenIteration } from '../../harness/model.ts';
import pipeline from './scenario.ts';

const parameters = { items: 1_000, workers: 4, buffer: 8, payload: 8, cost: 0, batch: 3 };
const most = 2 * 8 + 4 + 2;
const measurements = {
  startNs: 1,
  workNs: 2e6,
  unitNs: 0,
  outOfOrder: 0,
  corrupt: 0,
  peakInFlight: most,
  workersUsed: 4,
};
const manifest = { created: 1_000, completed: 1_000, peakAlive: most, messages: 2_000, checksum: '1' };

/** Where they are not one at the source, W at the workers, one at the sink and B on each hop: as above; B 0 and W 1. */
const bounds: Readonly<Record<string, readonly [number, number]>> = {
  // Batches of 3, of which B has room for 2.
  'go/batches': [3 * (2 * 2 + 4 + 2), 3 * 3],
  'node/worker-channels-batched': [3 * (2 * 2 + 4 + 2), 3 * 3],
  // None at the source.
  'node/event-emitter': [most - 1, 2],
  // None at the source; a place in the queue of each worker at least.
  'node/web-streams': [most - 1, 3],
};

function verify(change: Partial<SeenIteration>): string | null {
  return pipeline.verify!({
    variant: 'node/streams',
    regime: 'all',
    probe: 'memory',
    parameters,
    manifest,
    measurements,
    ...change,
  });
}

describe('the declaration', () => {
  it.each(pipeline.variants.map(({ name }) => name))('bounds what %s has in flight', (variant) => {
    const range = (changed: object) =>
      pipeline.expectedManifest({ ...parameters, ...changed }, 'memory', variant).peakAlive;
    const [usually, fromHandToHand] = bounds[variant] ?? [most, 3];
    expect(range({})).toEqual({ least: 1, most: usually });
    expect(range({ buffer: 0, workers: 1 })).toEqual({ least: 1, most: fromHandToHand });
    expect(range({ items: 2 })).toEqual({ least: 1, most: 2 });
    expect(range({ items: 0 })).toEqual({ least: 0, most: 0 });
  });

  it('accepts an honest iteration', () => {
    expect(verify({})).toBeNull();
    expect(
      verify({ probe: 'latency', measurements: { outOfOrder: 0, corrupt: 0, workersUsed: 4 } }),
    ).toBeNull();
  });

  it('refuses a wrong order, damage, and a bound that is broken in one of two figures', () => {
    expect(verify({ measurements: { ...measurements, outOfOrder: 1 } })).toContain('outOfOrder expected 0');
    expect(verify({ measurements: { ...measurements, corrupt: 2 } })).toContain('corrupt expected 0');
    expect(verify({ measurements: { ...measurements, peakInFlight: most + 1 } })).toContain(
      `peakInFlight expected ${most}`,
    );
    expect(verify({ measurements: { outOfOrder: 0 } })).toContain('corrupt expected 0');
  });

  it('refuses idle workers where the work was long enough to reach all', () => {
    const used = (workersUsed: number, items: number, workNs = 60e6) =>
      verify({
        parameters: { ...parameters, items },
        measurements: { ...measurements, workNs, workersUsed },
      });
    expect(used(4, 4_000)).toBeNull();
    expect(used(1, 4_000)).toBe('idle workers: workersUsed expected 4, received 1');
    expect(used(5, 4_000)).toBe('idle workers: workersUsed expected 4, received 5');
    expect(used(1, 4_000, 40e6)).toBeNull();
    expect(used(0, 4_000, 40e6)).toBe('idle workers: workersUsed expected 1 to 4, received 0');
    expect(used(0, 0, 0)).toBeNull();
    expect(used(Number.NaN, 0, 0)).toContain('received NaN');
  });

  it.each(['go/batches', 'node/worker-channels-batched'])(
    'expects no more workers of %s than batches',
    (variant) => {
      const used = (workersUsed: number, items: number) =>
        verify({
          variant,
          parameters: { ...parameters, items },
          measurements: { ...measurements, workNs: 60e6, workersUsed },
        });
      // Batches of 3 for 4 workers.
      expect(used(3, 9)).toBeNull();
      expect(used(2, 9)).toBe('idle workers: workersUsed expected 3, received 2');
      expect(used(4, 9)).toBe('idle workers: workersUsed expected 3, received 4');
      expect(used(4, 10)).toBeNull();
      expect(used(3, 10)).toBe('idle workers: workersUsed expected 4, received 3');
      expect(used(4, 4_000)).toBeNull();
    },
  );

  it('lets workers of go/mutex-queue go without, but not all', () => {
    const used = (workersUsed: number) =>
      verify({
        variant: 'go/mutex-queue',
        measurements: { ...measurements, workNs: 60e6, workersUsed },
      });
    expect(used(1)).toBeNull();
    expect(used(4)).toBeNull();
    expect(used(0)).toBe('idle workers: workersUsed expected 1 to 4, received 0');
    expect(used(5)).toBe('idle workers: workersUsed expected 1 to 4, received 5');
  });

  it('gives a rate of the measured iterations alone, and none without items', () => {
    const [throughput] = pipeline.derived.memory;
    const iterations = [
      { warmup: true, elapsedNs: 9, measurements: { workNs: 9e9 } },
      { warmup: false, elapsedNs: 2, measurements: { workNs: 1e6 } },
      { warmup: false, elapsedNs: 2, measurements: { workNs: 3e6 } },
    ];
    expect(throughput!.derive(iterations, parameters)).toBe(500_000);
    const idle = [{ warmup: false, elapsedNs: 0, measurements: { workNs: 0 } }];
    expect(throughput!.derive(idle, { ...parameters, items: 0 })).toBeNull();
  });
});
