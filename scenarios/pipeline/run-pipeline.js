/**
 * What all pipelines do alike: the timed region, the holds, the manifest. A variant brings only its stages.
 */
import { touchedArray } from '../workload/distribution.js';
import { median } from '../workload/median.js';
import { runWorkload } from '../workload/run-workload.js';
import { Flow } from './flow.js';
import { ItemRing, ownItems } from './item-ring.js';
import { decodeSettings, mostInFlight } from './settings.js';

/** @typedef {import('./item-ring.js').Item} Item */
/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('../workload/run-workload.js').Outcome} Outcome */
/** @typedef {import('../workload/run-workload.js').Prepared} Prepared */

/**
 * Stages that stand and wait for the first item.
 *
 * @typedef {object} Stages
 * @property {() => Promise<number[]>} measureUnits ns a CPU unit, of every isolate that has workers in it
 * @property {() => void} begin the source may offer items
 * @property {() => Promise<void>} end all items have been received
 */

/** Twice what is in flight at most, so that the source never writes to what the sink has just read. */
const ringFactor = 2;

/**
 * What most variants do not differ in.
 *
 * @typedef {object} Options
 * @property {(settings: Settings) => number} [bound] the most items in flight
 * @property {(length: number, payload: number) => Item[]} [itemsOf] makes what is passed, touched
 */

/**
 * @param {string} variant
 * @param {(settings: Settings, flow: Flow, items: readonly Item[]) => Promise<Stages>} connect starts all stages
 * @param {Options} [options]
 */
export function runPipeline(variant, connect, { bound = mostInFlight, itemsOf = ownItems } = {}) {
  return runWorkload({
    scenario: 'pipeline',
    variant,
    prepare: ({ parameters, probe, warmups, iterations }) => {
      const settings = decodeSettings(parameters);
      const items = itemsOf(ringFactor * bound(settings), settings.payload);
      const ring = new ItemRing(items);
      /** @type {Connect} */
      const connected = (flow) => connect(settings, flow, items);
      return probe === 'memory'
        ? prepareMemory(settings, ring, connected)
        : prepareLatency(settings, ring, connected, warmups, iterations);
    },
  });
}

/** @typedef {(flow: Flow) => Promise<Stages>} Connect */

/**
 * @param {Settings} settings
 * @param {ItemRing} ring
 * @param {Connect} connect
 * @returns {Prepared}
 */
function prepareMemory(settings, ring, connect) {
  return {
    recordings: [],
    iterate: async (hold) => {
      const flow = new Flow(settings, ring, null);
      const { stages, startNs } = await start(flow, connect);
      const unitNs = await measuredUnit(settings, stages);
      await hold('armed', () => observe(flow, startNs));
      const cpuBefore = process.cpuUsage();
      stages.begin();
      await flow.drained;
      const { user, system } = process.cpuUsage(cpuBefore);
      await hold('drained', () => observe(flow, startNs));
      await stages.end();
      const { outOfOrder, corrupt, peakInFlight, workersUsed } = flow.counts;
      return outcome(flow, startNs, {
        startNs,
        workNs: flow.workNs,
        workCpuNs: (user + system) * 1_000,
        unitNs,
        outOfOrder,
        corrupt,
        peakInFlight,
        workersUsed,
      });
    },
  };
}

/**
 * @param {Settings} settings
 * @param {ItemRing} ring
 * @param {Connect} connect
 * @param {number} warmups
 * @param {number} iterations
 * @returns {Prepared}
 */
function prepareLatency(settings, ring, connect, warmups, iterations) {
  const { items } = settings;
  const offeredMs = touchedArray(items);
  const endToEndNs = touchedArray(items * iterations);
  return {
    recordings: [{ name: 'end_to_end', valuesNs: endToEndNs }],
    iterate: async (_hold, index) => {
      // Warm-ups write where the first measured iteration will overwrite them.
      const slot = Math.max(0, index - warmups);
      const flow = new Flow(settings, ring, {
        offeredMs,
        endToEndNs: endToEndNs.subarray(slot * items, (slot + 1) * items),
      });
      const { stages, startNs } = await start(flow, connect);
      // As in memory samples, so that the unit is compiled by the time the items come.
      const unitNs = await measuredUnit(settings, stages);
      stages.begin();
      await flow.drained;
      await stages.end();
      const { outOfOrder, corrupt, workersUsed } = flow.counts;
      return outcome(flow, startNs, { unitNs, outOfOrder, corrupt, workersUsed });
    },
  };
}

/**
 * 0 where no item costs a unit.
 *
 * @param {Settings} settings
 * @param {Stages} stages
 */
async function measuredUnit({ cost }, stages) {
  return cost > 0 ? median(await stages.measureUnits()) : 0;
}

/**
 * The first part of the timed region; the second one lies between the first item and the last.
 *
 * @param {Flow} flow
 * @param {Connect} connect
 */
async function start(flow, connect) {
  const beganNs = process.hrtime.bigint();
  const stages = await connect(flow);
  return { stages, startNs: Number(process.hrtime.bigint() - beganNs) };
}

/**
 * @param {Flow} flow
 * @param {number} startNs
 * @returns {import('../workload/session.js').Observation}
 */
function observe(flow, startNs) {
  const { offered, received } = flow.counts;
  return { elapsedNs: startNs + flow.workNs, created: offered, completed: received, timeLeftNs: null };
}

/** From the source to a worker, and from there to the sink. */
const hops = 2;

/**
 * @param {Flow} flow
 * @param {number} startNs
 * @param {Readonly<Record<string, number>>} measurements
 * @returns {Outcome}
 */
function outcome(flow, startNs, measurements) {
  const { offered, received, peakInFlight, checksum } = flow.counts;
  return {
    elapsedNs: startNs + flow.workNs,
    manifest: {
      created: offered,
      completed: received,
      peakAlive: peakInFlight,
      messages: hops * received,
      checksum,
    },
    measurements,
  };
}
