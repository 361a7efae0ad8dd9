/** The stages of one thread behind a sink that is slower than the source: what is then in flight is their bound. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Flow } from './flow.js';
import { connectGenerators } from './generator-stages.js';
import { ItemRing, type Item } from './item-ring.js';
import pipeline from './scenario.ts';
import { mostInFlight, type Settings } from './settings.js';
import { connectStreams } from './stream-stages.js';

/** The sink counts an item a turn of the loop after it has received it. */
const connect = {
  'node/async-generators': (settings: Settings, flow: Flow) =>
    connectGenerators(settings, flow, async (items) => {
      for await (const item of items) {
        await turn();
        flow.receive(item);
      }
    }),
  'node/streams': (settings: Settings, flow: Flow) =>
    connectStreams(settings, flow, async (item, done) => {
      await turn();
      flow.receive(item);
      done();
    }),
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

describe.each(['node/async-generators', 'node/streams'] as const)('%s', (variant) => {
  it.each(sizes)('%i workers and %i places: reaches the bound and keeps it', async (workers, buffer) => {
    const settings = { ...settled, workers, buffer };
    const ring = new ItemRing(2 * mostInFlight(settings), settings.payload);
    const flow = new Flow(settings, ring, null);
    const stages = connect[variant](settings, flow);
    await turn();
    expect(flow.counts).toMatchObject({ offered: 0 });
    stages.begin();
    await flow.drained;
    await stages.end();
    const { peakAlive, checksum } = pipeline.expectedManifest({ ...settings }, 'memory', variant);
    expect(peakAlive).toEqual({ least: 1, most: 2 * buffer + workers + 2 });
    expect(flow.counts).toEqual({
      offered: settings.items,
      received: settings.items,
      peakInFlight: 2 * buffer + workers + 2,
      outOfOrder: 0,
      corrupt: 0,
      workersUsed: workers,
      checksum,
    });
  });

  it('is found out when it has a place more than declared', async () => {
    const declared = { ...settled, buffer: 3 };
    const built = { ...declared, buffer: 4 };
    const flow = new Flow(built, new ItemRing(2 * mostInFlight(built), built.payload), null);
    const stages = connect[variant](built, flow);
    stages.begin();
    await flow.drained;
    await stages.end();
    const { peakAlive } = pipeline.expectedManifest({ ...declared }, 'memory', variant);
    expect(flow.counts.peakInFlight).toBeGreaterThan((peakAlive as { most: number }).most);
  });

  it('passes no worker over while all wait', async () => {
    const settings = { ...settled, workers: 5, buffer: 0 };
    const flow = new Flow(settings, new ItemRing(2 * mostInFlight(settings), settings.payload), null);
    const served: number[] = [];
    const note = (item: Item) => served.push(item.worker);
    const stages = connect[variant](settings, watched(flow, note));
    stages.begin();
    await flow.drained;
    await stages.end();
    const each = [0, 1, 2, 3, 4].map((worker) => served.filter((one) => one === worker).length);
    expect(each).toEqual([120, 120, 120, 120, 120]);
  });
});

/** The same flow, with a look at every item that a worker has worked on. */
function watched(flow: Flow, see: (item: Item) => void): Flow {
  const work = flow.work.bind(flow);
  flow.work = (worker, item) => {
    work(worker, item);
    see(item);
  };
  return flow;
}
