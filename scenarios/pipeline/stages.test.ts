/** The stages of one thread behind a sink that is held up, or slower than the source: what is then in flight is their bound. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { deferred } from '../workload/deferred.js';
import type { BoundedQueue } from './bounded-queue.js';
import { connectEmitters, mostInEmitters } from './emitter-stages.js';
import { Flow } from './flow.js';
import { connectGenerators } from './generator-stages.js';
import { ItemRing, ownItems, type Item } from './item-ring.js';
import { passClones, type Offered, type Worked } from './pass-clones.js';
import { passDeepCopies } from './pass-deep-copies.js';
import { passReferences } from './pass-references.js';
import { connectQueues, type Passing } from './queue-stages.js';
import pipeline from './scenario.ts';
import { mostInFlight, type Settings } from './settings.js';
import { connectStreams } from './stream-stages.js';
import { connectWebStreams, mostInWebStreams } from './web-stream-stages.js';

interface Row {
  /** As the program computes it. */
  readonly bound: (settings: Settings) => number;
  /** Before the sink counts an item it waits for `held`. */
  readonly connect: (
    settings: Settings,
    flow: Flow,
    held: () => Promise<void>,
  ) => { begin: () => unknown; end: () => Promise<void> };
}

async function eachHeld<Value extends object>(
  items: BoundedQueue<Value>,
  held: () => Promise<void>,
  receive: (item: Value) => void,
): Promise<void> {
  for await (const item of items) {
    await held();
    receive(item);
  }
}

const rows: Readonly<Record<string, Row>> = {
  'node/async-generators': {
    bound: mostInFlight,
    connect: (settings, flow, held) =>
      connectGenerators(settings, flow, async (items) => {
        for await (const item of items) {
          await held();
          flow.receive(item);
        }
      }),
  },
  'node/awaiting-when-blocked': {
    bound: mostInFlight,
    connect: (settings, flow, held) =>
      connectQueues(settings, passReferences(flow), (items) =>
        eachHeld(items, held, (item) => flow.receive(item)),
      ),
  },
  'node/streams': {
    bound: mostInFlight,
    connect: (settings, flow, held) =>
      connectStreams(settings, flow, async (item, done) => {
        await held();
        flow.receive(item);
        done();
      }),
  },
  'node/web-streams': {
    bound: mostInWebStreams,
    connect: (settings, flow, held) =>
      connectWebStreams(settings, flow, async (item) => {
        await held();
        flow.receive(item);
      }),
  },
  'node/event-emitter': {
    bound: mostInEmitters,
    connect: (settings, flow, held) =>
      connectEmitters(settings, flow, async (item, done) => {
        await held();
        flow.receive(item);
        done();
      }),
  },
  'node/deep-copy': {
    bound: mostInFlight,
    connect: (settings, flow, held) =>
      connectQueues(settings, passDeepCopies(flow), (items) =>
        eachHeld(items, held, (copy) => flow.receiveCopy(copy.worker, copy)),
      ),
  },
  'node/structured-clone': {
    bound: mostInFlight,
    connect: (settings, flow, held) =>
      connectQueues(settings, passClones(settings, flow), (items) =>
        eachHeld(items, held, (copy) => flow.receiveCopy(copy.worker, copy)),
      ),
  },
};

const settled = { items: 600, workers: 4, buffer: 64, payload: 16, cost: 0, batch: 3 };
const sizes: readonly (readonly [number, number])[] = [
  [1, 0],
  [4, 0],
  [1, 1],
  [4, 1],
  [3, 7],
  [4, 64],
  [70, 5],
];

function flowOf(settings: Settings, most: number): Flow {
  return new Flow(settings, new ItemRing(ownItems(2 * most, settings.payload)), null);
}

function declared(settings: Settings, variant: string) {
  const { peakAlive, checksum } = pipeline.expectedManifest({ ...settings }, 'memory', variant);
  return { most: (peakAlive as { most: number }).most, checksum };
}

describe.each(Object.entries(rows))('%s', (variant, { bound, connect }) => {
  it.each(sizes)(
    '%i workers and %i places: stops at the bound, reaches and keeps it',
    async (workers, buffer) => {
      const settings = { ...settled, workers, buffer };
      const { most, checksum } = declared(settings, variant);
      expect(bound(settings)).toBe(most);
      const flow = flowOf(settings, most);
      const released = deferred<void>();
      const stages = connect(settings, flow, async () => {
        await released.promise;
        await turn();
      });
      await turn();
      expect(flow.counts).toMatchObject({ offered: 0 });
      stages.begin();
      for (let turns = 0; turns < 5; turns++) {
        await turn();
        expect(flow.counts).toMatchObject({ offered: most, received: 0 });
      }
      released.resolve();
      await flow.drained;
      await stages.end();
      expect(flow.counts).toEqual({
        offered: settings.items,
        received: settings.items,
        peakInFlight: most,
        outOfOrder: 0,
        corrupt: 0,
        workersUsed: workers,
        checksum,
      });
    },
  );

  it('is found out when it has a place more than declared', async () => {
    const built = { ...settled, buffer: 4 };
    const flow = flowOf(built, declared(built, variant).most);
    const stages = connect(built, flow, turn);
    stages.begin();
    await flow.drained;
    await stages.end();
    const { most } = declared({ ...built, buffer: 3 }, variant);
    expect(flow.counts.peakInFlight).toBeGreaterThan(most);
  });

  it('passes no worker over while all wait', async () => {
    const settings = { ...settled, workers: 5, buffer: 0 };
    const flow = flowOf(settings, declared(settings, variant).most);
    const served = [0, 0, 0, 0, 0];
    const stages = connect(
      settings,
      watched(flow, (worker) => served[worker]!++),
      turn,
    );
    stages.begin();
    await flow.drained;
    await stages.end();
    // Whoever awaits only where it is blocked may be one ahead.
    expect(Math.max(...served)).toBeLessThanOrEqual(121);
    expect(Math.min(...served)).toBeGreaterThanOrEqual(119);
  });

  it('ends without items', async () => {
    const settings = { ...settled, items: 0 };
    const flow = flowOf(settings, declared(settings, variant).most + 1);
    const stages = connect(settings, flow, turn);
    stages.begin();
    await flow.drained;
    await stages.end();
    expect(flow.counts).toMatchObject({ offered: 0, received: 0 });
  });
});

/** The same flow, with a look at whose items the sink counts. */
function watched(flow: Flow, see: (worker: number) => void): Flow {
  const [receive, receiveCopy] = [flow.receive.bind(flow), flow.receiveCopy.bind(flow)];
  flow.receive = (item: Item) => {
    see(item.worker);
    receive(item);
  };
  flow.receiveCopy = (worker, copy) => {
    see(worker);
    receiveCopy(worker, copy);
  };
  return flow;
}

describe.each([
  ['deep copies', passDeepCopies],
  ['clones', (flow: Flow) => passClones({ cost: 0 }, flow)],
] as const)('%s', (_, pass) => {
  it('have memory of their own on each hop, and the source has its item back at once', () => {
    const items = ownItems(2, settled.payload);
    const flow = new Flow({ ...settled, items: 5 }, new ItemRing(items), null);
    const { offer, work } = pass(flow) as Passing<Offered, Worked>;
    const first = offer()!;
    const second = work(1, first);
    expect(second).toEqual({ id: 0, bytes: first.bytes, result: 1, worker: 1 });
    const memories = [...items, first, second].map(({ bytes }) => bytes.buffer);
    expect(new Set(memories).size).toBe(4);
    expect([offer()?.id, offer()?.id, offer()?.id]).toEqual([1, 2, 3]);
    expect(flow.counts).toMatchObject({ offered: 4, peakInFlight: 4 });
  });
});
