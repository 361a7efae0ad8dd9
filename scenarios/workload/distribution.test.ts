import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { messageSchema } from '../../harness/contract/messages.ts';
import { encodeDistribution, touchedArray, touchedSharedArray } from './distribution.js';

async function decoded(valuesNs: Float64Array) {
  const message = messageSchema.parse(await encodeDistribution({ name: 'wake_lateness', valuesNs }));
  if (message.type !== 'distribution') throw new Error(`expected a distribution, received ${message.type}`);
  return { message, histogram: decodeFromCompressedBase64(message.data) };
}

describe('a distribution', () => {
  it('decodes back to its values, within three digits', async () => {
    const { message, histogram } = await decoded(Float64Array.from({ length: 100_000 }, (_, i) => i * 1_000));
    expect(message.count).toBe(100_000);
    expect(histogram.totalCount).toBe(100_000);
    for (const percentile of [1, 50, 99, 99.9]) {
      const exactNs = (percentile / 100) * 100_000_000;
      expect(histogram.getValueAtPercentile(percentile) / exactNs).toBeCloseTo(1, 2);
    }
  });

  it('spans one nanosecond to one hour', async () => {
    const { histogram } = await decoded(Float64Array.of(1, 3_600_000_000_000));
    expect(histogram.minNonZeroValue).toBe(1);
    expect(histogram.maxValue / 3_600_000_000_000).toBeCloseTo(1, 3);
  });

  it('counts early wakes as 0', async () => {
    const { message, histogram } = await decoded(Float64Array.of(-700_000, -1, 0));
    expect(message.count).toBe(3);
    expect(histogram.maxValue).toBe(0);
  });

  it('may be empty', async () => {
    const { message, histogram } = await decoded(new Float64Array(0));
    expect(message.count).toBe(0);
    expect(histogram.totalCount).toBe(0);
  });

  it('refuses a value that was never written, and one above an hour', async () => {
    await expect(encodeDistribution({ name: 'x', valuesNs: touchedArray(1) })).rejects.toThrow(
      'received NaN ns',
    );
    await expect(encodeDistribution({ name: 'x', valuesNs: touchedSharedArray(1) })).rejects.toThrow('NaN');
    const tooLate = Float64Array.of(3_600_000_000_001);
    await expect(encodeDistribution({ name: 'x', valuesNs: tooLate })).rejects.toThrow(
      'at most one hour for task 0',
    );
  });
});
