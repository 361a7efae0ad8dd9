/** The stages whose workers are threads: their bounds while no worker answers, and what happens to memory on the way. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { Bell } from './bell.js';
import { Flow } from './flow.js';
import { ItemRing, ownItems, type Item } from './item-ring.js';
import { mostInBatches, passingBatches } from './passing-batches.js';
import { passingCopies } from './passing-copies.js';
import { passingOwnership } from './passing-ownership.js';
import { PlaceQueue } from './place-queue.js';
import { connectRings } from './ring-stages.js';
import pipeline from './scenario.ts';
import { mostInFlight, type Settings } from './settings.js';
import { sharedItems, SharedFields } from './shared-items.js';
import { connectThreads, type Passing } from './thread-stages.js';

interface Row {
  readonly bound: (settings: Settings) => number;
  readonly itemsOf: (length: number, payload: number) => Item[];
  readonly connect: (
    settings: Settings,
    flow: Flow,
    items: readonly Item[],
    program?: URL,
  ) => Promise<{ begin: () => void; end: () => Promise<void> }>;
}

function messages(passing: Passing, bound: Row['bound'] = mostInFlight): Row {
  return {
    bound,
    itemsOf: ownItems,
    connect: (settings, flow, _items, program = passing.program) =>
      connectThreads(settings, flow, { ...passing, program }),
  };
}

const rows: Readonly<Record<string, Row>> = {
  'node/worker-channels': messages(passingCopies),
  'node/worker-channels-batched': messages(passingBatches, mostInBatches),
  'node/worker-transfer': messages(passingOwnership),
  'node/shared-ring': { bound: mostInFlight, itemsOf: sharedItems, connect: connectRings },
};

/** A worker that stands, takes whatever it is sent, and never answers. */
const held = new URL(
  `data:text/javascript,${encodeURIComponent(
    "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {}); parentPort.postMessage('standing');",
  )}`,
);

const usual = { items: 600, workers: 3, buffer: 7, payload: 16, cost: 0, batch: 4 };

function prepared({ bound, itemsOf }: Row, settings: Settings) {
  const items = itemsOf(2 * bound(settings), settings.payload);
  const ring = new ItemRing(items);
  return { items, ring, flow: new Flow(settings, ring, null) };
}

describe.each(Object.entries(rows))('%s', (variant, row) => {
  it.each([
    [1, 0],
    [3, 0],
    [3, 1],
    [3, 7],
    [1, 64],
  ])(
    '%i workers and %i places: the source stops at the bound while workers are held',
    async (workers, buffer) => {
      const settings = { ...usual, workers, buffer };
      const { peakAlive } = pipeline.expectedManifest({ ...settings }, 'memory', variant);
      expect(peakAlive).toEqual({ least: 1, most: row.bound(settings) });
      const { items, flow } = prepared(row, settings);
      const stages = await row.connect(settings, flow, items, held);
      expect(flow.counts).toMatchObject({ offered: 0 });
      stages.begin();
      for (let turns = 0; turns < 20; turns++) {
        await turn();
        expect(flow.counts).toMatchObject({ offered: row.bound(settings), received: 0 });
      }
      await stages.end();
    },
  );

  it('passes all items, with the bound reached and all memory back', async () => {
    const { items, ring, flow } = prepared(row, usual);
    const stages = await row.connect(usual, flow, items);
    stages.begin();
    await flow.drained;
    await stages.end();
    const { checksum } = pipeline.expectedManifest({ ...usual }, 'memory', variant);
    expect(flow.counts).toMatchObject({
      received: usual.items,
      peakInFlight: row.bound(usual),
      outOfOrder: 0,
      corrupt: 0,
      checksum,
    });
    const back = items.map(() => ring.lend());
    expect(back.map(({ bytes }) => bytes.length)).toEqual(items.map(() => usual.payload));
    expect(new Set(back.map(({ bytes }) => `${bytes.byteOffset} ${ids.of(bytes.buffer)}`)).size).toBe(
      items.length,
    );
  });
});

/** A number for each object, so that they can be told apart in a set of strings. */
const ids = {
  known: new Map<object, number>(),
  of(object: object): number {
    const id = this.known.get(object) ?? this.known.size;
    this.known.set(object, id);
    return id;
  },
};

describe('memory', () => {
  it('changes its owner when it is transferred', async () => {
    const { items, flow } = prepared(rows['node/worker-transfer']!, usual);
    const stages = await connectThreads(usual, flow, { ...passingOwnership, program: held });
    stages.begin();
    const gone = items.filter(({ bytes }) => bytes.buffer.byteLength === 0);
    expect(gone).toHaveLength(mostInFlight(usual));
    await stages.end();
  });

  it('stays with the source when it is cloned', async () => {
    const { items, flow } = prepared(rows['node/worker-channels']!, usual);
    const stages = await connectThreads(usual, flow, { ...passingCopies, program: held });
    stages.begin();
    expect(items.filter(({ bytes }) => bytes.buffer.byteLength === 0)).toEqual([]);
    await stages.end();
  });

  it('is one piece when it is shared, and workers write into it', async () => {
    const settings = { ...usual, items: 5, buffer: 0 };
    const { items, flow } = prepared(rows['node/shared-ring']!, settings);
    expect(new Set(items.map(({ bytes }) => bytes.buffer)).size).toBe(1);
    const memory = items[0]!.bytes.buffer as SharedArrayBuffer;
    const fields = new SharedFields(memory, settings.payload);
    const stages = await connectRings(settings, flow, items);
    stages.begin();
    await flow.drained;
    await stages.end();
    expect([0, 1, 2, 3, 4].map((place) => [fields.id(place), fields.result(place)])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ]);
  });

  it.each([8, 56, 57, 1_000])(
    'with a payload of %i bytes, no two shared items have a cache line in common',
    (payload) => {
      const items = sharedItems(3, payload);
      const fields = new SharedFields(items[0]!.bytes.buffer as SharedArrayBuffer, payload);
      expect(items.map(({ bytes }) => fields.placeOf(bytes))).toEqual([0, 1, 2]);
      const lines = items.map(({ bytes }) => [
        Math.floor((bytes.byteOffset - 8) / 64),
        Math.floor((bytes.byteOffset + payload - 1) / 64),
      ]);
      expect(lines[1]![0]).toBeGreaterThan(lines[0]![1]!);
      expect(lines[2]![0]).toBeGreaterThan(lines[1]![1]!);
    },
  );
});

describe('a worker that fails', () => {
  const failing = new URL(
    `data:text/javascript,${encodeURIComponent(
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('broken'); }); parentPort.postMessage('standing');",
    )}`,
  );

  it.each(['node/worker-channels', 'node/worker-channels-batched', 'node/worker-transfer'])(
    '%s: ends the wait for its items',
    async (variant) => {
      const { items, flow } = prepared(rows[variant]!, usual);
      const stages = await rows[variant]!.connect(usual, flow, items, failing);
      stages.begin();
      await expect(flow.drained).rejects.toThrow('broken');
      await stages.end();
    },
  );

  it('node/shared-ring: ends the wait for its items while the main thread sleeps', async () => {
    const row = rows['node/shared-ring']!;
    const { items, flow } = prepared(row, usual);
    const late = new URL(
      `data:text/javascript,${encodeURIComponent(
        "import { parentPort, workerData } from 'node:worker_threads'; parentPort.postMessage('standing'); const orders = new Int32Array(workerData.orders); while (Atomics.load(orders, 0) === 0) Atomics.wait(orders, 0, 0, 1); throw new Error('broken');",
      )}`,
    );
    const stages = await row.connect(usual, flow, items, late);
    stages.begin();
    await expect(flow.drained).rejects.toThrow('broken');
    await stages.end();
  });
});

describe('a queue of places', () => {
  it('is first in, first out, however often it goes round', () => {
    const memory = PlaceQueue.memory(3);
    const [put, take] = [new PlaceQueue(memory), new PlaceQueue(memory)];
    const taken: number[] = [];
    for (let round = 0; round < 50; round += 3) {
      for (const value of [round, round + 1, round + 2]) put.put(value);
      expect(take.waiting).toBe(3);
      while (take.waiting > 0) taken.push(take.take());
    }
    expect(taken).toEqual(Array.from({ length: 51 }, (_, index) => index));
  });
});

describe('a bell', () => {
  it('notifies only while somebody sleeps, and once', async () => {
    const notify = vi.spyOn(Atomics, 'notify');
    const bell = new Bell(Bell.memory());
    bell.ring();
    expect(notify).not.toHaveBeenCalled();
    let ready = false;
    const woken = bell.awaitUntil(() => ready);
    ready = true;
    bell.ring();
    bell.ring();
    await woken;
    expect(notify).toHaveBeenCalledTimes(1);
    bell.ring();
    expect(notify).toHaveBeenCalledTimes(1);
    notify.mockRestore();
  });

  it('lets nobody sleep for whom something was published while they lay down', async () => {
    const bell = new Bell(Bell.memory());
    let looks = 0;
    await bell.awaitUntil(() => ++looks > 1);
    expect(looks).toBe(3);
  });

  it('wakes nobody for good without a reason', async () => {
    const bell = new Bell(Bell.memory());
    let ready = false;
    let woken = false;
    const sleep = bell.awaitUntil(() => ready).then(() => (woken = true));
    bell.ring();
    await turn();
    await turn();
    expect(woken).toBe(false);
    ready = true;
    bell.ring();
    await sleep;
  });
});
