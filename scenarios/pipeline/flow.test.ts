import { describe, expect, it } from 'vitest';
import { taskChecksum } from '../cpu-unit.ts';
import { Flow } from './flow.js';
import { ItemRing, ownItems, type Item } from './item-ring.js';
import { resultOf } from './result-of.js';
import { isIntact, stamp } from './stamp.js';

const settings = { items: 4, workers: 2, buffer: 0, payload: 16, cost: 0, batch: 3 };

function offerAll(flow: Flow, worker: (id: number) => number): Item[] {
  const items: Item[] = [];
  for (let item = flow.offer(); item !== null; item = flow.offer()) {
    flow.work(worker(item.id), item);
    items.push(item);
  }
  return items;
}

describe('a flow', () => {
  it('counts, and sums identities and results', async () => {
    const flow = new Flow(settings, new ItemRing(ownItems(4, 16)), null);
    for (const item of offerAll(flow, (id) => id % 2)) flow.receive(item);
    await flow.drained;
    expect(flow.counts).toEqual({
      offered: 4,
      received: 4,
      peakInFlight: 4,
      outOfOrder: 0,
      corrupt: 0,
      workersUsed: 2,
      checksum: taskChecksum(4, 0),
    });
  });

  it('sees an item that overtook another of its worker, and allows it between workers', () => {
    const flow = new Flow(settings, new ItemRing(ownItems(4, 16)), null);
    const [a, b, c, d] = offerAll(flow, (id) => (id < 2 ? 0 : 1)) as [Item, Item, Item, Item];
    for (const item of [c, b, a, d]) flow.receive(item);
    expect(flow.counts.outOfOrder).toBe(1);
  });

  it('counts the workers that had an item', () => {
    const flow = new Flow({ ...settings, workers: 4 }, new ItemRing(ownItems(4, 16)), null);
    expect(flow.counts.workersUsed).toBe(0);
    for (const item of offerAll(flow, (id) => (id === 2 ? 1 : 3))) flow.receive(item);
    expect(flow.counts.workersUsed).toBe(2);
  });

  it.each([0, 3, 7, 15])('sees that byte %i of a payload has changed', (at) => {
    const flow = new Flow(settings, new ItemRing(ownItems(4, 16)), null);
    const [first, ...others] = offerAll(flow, () => 0) as [Item, ...Item[]];
    first.bytes[at]! ^= 0x80;
    for (const item of [first, ...others]) flow.receive(item);
    expect(flow.counts.corrupt).toBe(1);
  });

  it('sees that a copy is too short', () => {
    const flow = new Flow(settings, new ItemRing(ownItems(4, 16)), null);
    const [first] = offerAll(flow, () => 0) as [Item];
    flow.receiveCopy(0, { id: 0, bytes: first.bytes.slice(0, 15), result: first.result });
    expect(flow.counts.corrupt).toBe(1);
  });

  it('keeps the sum exact beyond 2^53', () => {
    const items = 3;
    const flow = new Flow({ ...settings, items }, new ItemRing(ownItems(items, 16)), null);
    for (const item of offerAll(flow, () => 0)) flow.receive(Object.assign(item, { result: 2 ** 52 - 1 }));
    expect(flow.counts.checksum).toBe(String(3n * (2n ** 52n - 1n) + 3n));
  });

  it('has drained at once without items', async () => {
    const flow = new Flow({ ...settings, items: 0 }, new ItemRing(ownItems(1, 16)), null);
    expect(flow.offer()).toBeNull();
    await flow.drained;
    expect(flow.workNs).toBe(0);
  });

  it('hands a failure to whoever waits for its end', async () => {
    const flow = new Flow(settings, new ItemRing(ownItems(4, 16)), null);
    flow.fail(new Error('a worker has gone'));
    await expect(flow.drained).rejects.toThrow('a worker has gone');
  });
});

describe('a ring of items', () => {
  it('lends none that is not back, however long it is gone', () => {
    const ring = new ItemRing(ownItems(3, 8));
    const held = ring.lend();
    for (let round = 0; round < 10; round++) {
      const item = ring.lend();
      expect(item).not.toBe(held);
      ring.takeBack(item);
    }
  });

  it('refuses to lend more than there are', () => {
    const ring = new ItemRing(ownItems(2, 8));
    ring.lend();
    ring.lend();
    expect(() => ring.lend()).toThrow('2 items exist, and 3 are in flight');
  });
});

describe('a stamp', () => {
  it.each([0, 1, 255, 256, 9_999_999, 2 ** 32 - 1])('of %i is little-endian and comes back', (id) => {
    const bytes = new Uint8Array(20).fill(0xaa);
    stamp(bytes, id);
    expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(BigInt(id));
    expect(bytes[19]).toBe(id & 0xff);
    expect(isIntact(bytes, id, 20)).toBe(true);
    expect(isIntact(bytes, (id + 1) % 2 ** 32, 20)).toBe(false);
  });

  it('leaves no last byte over in the smallest payload', () => {
    const bytes = new Uint8Array(8);
    stamp(bytes, 0x01020304);
    expect([...bytes]).toEqual([4, 3, 2, 1, 0, 0, 0, 0]);
    expect(isIntact(bytes, 0x01020304, 8)).toBe(true);
  });
});

describe('a result', () => {
  it('is a seed without cost', () => {
    expect([0, 1, 63, 64].map((id) => resultOf(id, 0))).toEqual([1, 2, 64, 1]);
  });
});
