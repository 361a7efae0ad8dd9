import { describe, expect, it } from 'vitest';
import type { SeenIteration } from '../../harness/model.ts';
import pipeline from './scenario.ts';

const parameters = { items: 1_000, workers: 4, buffer: 8, payload: 8, cost: 0 };
const most = 2 * 8 + 4 + 2;
const measurements = { startNs: 1, workNs: 2e6, unitNs: 0, outOfOrder: 0, corrupt: 0, peakInFlight: most };
const manifest = { created: 1_000, completed: 1_000, peakAlive: most, messages: 2_000, checksum: '1' };

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
    expect(range({})).toEqual({ least: 1, most });
    expect(range({ buffer: 0, workers: 1 })).toEqual({ least: 1, most: 3 });
    expect(range({ items: 7 })).toEqual({ least: 1, most: 7 });
    expect(range({ items: 0 })).toEqual({ least: 0, most: 0 });
  });

  it('knows no bound of a variant that it does not declare', () => {
    expect(() => pipeline.expectedManifest(parameters, 'memory', 'node/other')).toThrow(
      'no bound is declared for node/other',
    );
  });

  it('accepts an honest iteration', () => {
    expect(verify({})).toBeNull();
    expect(verify({ probe: 'latency', measurements: { outOfOrder: 0, corrupt: 0 } })).toBeNull();
  });

  it('refuses a wrong order, damage, and a bound that is broken in one of two figures', () => {
    expect(verify({ measurements: { ...measurements, outOfOrder: 1 } })).toContain('outOfOrder expected 0');
    expect(verify({ measurements: { ...measurements, corrupt: 2 } })).toContain('corrupt expected 0');
    expect(verify({ measurements: { ...measurements, peakInFlight: most + 1 } })).toContain(
      `peakInFlight expected ${most}`,
    );
    expect(verify({ measurements: { outOfOrder: 0 } })).toContain('corrupt expected 0');
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
