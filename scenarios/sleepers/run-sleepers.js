/**
 * What all sleepers do alike: the timed region, the holds, the manifest. A variant brings only its way of waiting.
 */
import { prepareCollector } from '../workload/collector.js';
import { runWorkload } from '../workload/run-workload.js';
import { decodeSettings } from './settings.js';

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('../workload/run-workload.js').Hold} Hold */
/** @typedef {import('../workload/run-workload.js').Outcome} Outcome */
/** @typedef {import('../workload/run-workload.js').Prepared} Prepared */
/** @typedef {import('../workload/session.js').Observation} Observation */
/** @typedef {import('../workload/session.js').Witness} Witness */

/**
 * The tasks of one iteration. Moments are `process.hrtime.bigint()`, the one clock that all threads share.
 *
 * @typedef {object} Herd
 * @property {(startNs: bigint) => void} create starts every task; `startNs` is the start of the timed region
 * @property {() => number} created
 * @property {() => number} completed
 * @property {(() => Promise<bigint>) | null} parked the moment at which the last task was about to wait; null where a
 *   task waits as soon as its creation has returned
 * @property {() => Promise<bigint>} finished the moment at which the last of at least one task completed, and the values
 *   of all were collected if they are
 * @property {() => Promise<void>} drained nothing is left of any task
 * @property {() => bigint | null} sum of the tasks' values, when all have completed; null where they have none
 * @property {() => Witness} witness
 */

/**
 * Makes what is there for each task at `baseline`, and gives one herd an iteration.
 *
 * @typedef {object} WayOfWaiting
 * @property {(settings: Settings) => () => Herd} memory keeps counters only, and values where they are collected: a number
 *   for each task would cost a third as much memory as the timer that is measured
 * @property {(settings: Settings, slots: number) => TimedHerds} latency
 * @property {boolean} [keepsState] whether the tasks take the parameter `state`
 */

/**
 * @typedef {object} TimedHerds
 * @property {Float64Array} latenessNs `slots` times one value a task
 * @property {(slot: number) => Herd} herd task i writes value `slot × tasks + i`
 */

/**
 * @param {string} variant
 * @param {WayOfWaiting} way
 */
export function runSleepers(variant, way) {
  return runWorkload({
    scenario: 'sleepers',
    variant,
    prepare: ({ parameters, probe, warmups, iterations }) => {
      const settings = decodeSettings(parameters, way.keepsState === true);
      return probe === 'memory'
        ? prepareMemory(settings, way)
        : prepareLatency(settings, way, warmups, iterations);
    },
  });
}

/**
 * @param {Settings} settings
 * @param {WayOfWaiting} way
 * @returns {Prepared}
 */
function prepareMemory(settings, way) {
  const collect = prepareCollector();
  const newHerd = way.memory(settings);
  return {
    recordings: [],
    iterate: async (hold) => {
      const herd = newHerd();
      const region = start(herd, settings);
      await hold('armed', region.observeWaiting);
      const parkedNs = herd.parked && settings.tasks > 0 ? await herd.parked() : region.createdNs;
      const { completed: wokenEarly } = await hold('parked', region.observeWaiting);
      const finishedNs = await finish(herd, region);
      await hold('drained', region.observeEnded);
      collect();
      await hold('collected', region.observeEnded);
      return outcome(
        herd,
        region,
        { wokenEarly, finishedNs },
        {
          createNs: Number(region.createdNs - region.startNs),
          parkNs: Number(parkedNs - region.startNs),
          wakeSpanNs: Math.max(0, Number(finishedNs - region.firstDeadlineNs)),
        },
      );
    },
  };
}

/**
 * @param {Settings} settings
 * @param {WayOfWaiting} way
 * @param {number} warmups
 * @param {number} iterations
 * @returns {Prepared}
 */
function prepareLatency(settings, way, warmups, iterations) {
  const { tasks } = settings;
  const { latenessNs, herd: newHerd } = way.latency(settings, iterations);
  return {
    recordings: [{ name: 'wake_lateness', valuesNs: latenessNs }],
    iterate: async (hold, index) => {
      // Warm-ups write where the first measured iteration will overwrite them.
      const slot = Math.max(0, index - warmups);
      const herd = newHerd(slot);
      const region = start(herd, settings);
      if (herd.parked && tasks > 0) await herd.parked();
      const { completed: wokenEarly } = await hold('parked', region.observeWaiting, herd.witness);
      const finishedNs = await finish(herd, region);
      return outcome(
        herd,
        region,
        { wokenEarly, finishedNs },
        earliness(latenessNs.subarray(slot * tasks, (slot + 1) * tasks)),
      );
    },
  };
}

/**
 * The timed region, from here to the last task's completion.
 *
 * @param {Herd} herd
 * @param {Settings} settings
 */
function start(herd, { tasks, waitNs }) {
  const startNs = process.hrtime.bigint();
  herd.create(startNs);
  const createdNs = process.hrtime.bigint();
  // Read before the first task was made, whose duration is the shortest, so never later than any task's own deadline.
  const firstDeadlineNs = startNs + BigInt(waitNs);
  /** @returns {Observation} */
  const observeEnded = () => ({
    elapsedNs: Number(process.hrtime.bigint() - startNs),
    created: herd.created(),
    completed: herd.completed(),
    timeLeftNs: null,
  });
  /** @returns {Observation} */
  const observeWaiting = () => ({
    ...observeEnded(),
    timeLeftNs: tasks === 0 ? null : Number(firstDeadlineNs - process.hrtime.bigint()),
  });
  return { startNs, createdNs, firstDeadlineNs, observeWaiting, observeEnded };
}

/** @typedef {ReturnType<typeof start>} Region */

/**
 * @param {Herd} herd
 * @param {Region} region
 */
async function finish(herd, { createdNs }) {
  if (herd.created() === 0) return createdNs;
  const finishedNs = await herd.finished();
  await herd.drained();
  return finishedNs;
}

/**
 * @param {Herd} herd
 * @param {Region} region
 * @param {{ wokenEarly: number, finishedNs: bigint }} seen `wokenEarly`: tasks that had completed when the hold at
 *   `parked` ended
 * @param {Readonly<Record<string, number>>} measurements
 * @returns {Outcome}
 */
function outcome(herd, { startNs }, { wokenEarly, finishedNs }, measurements) {
  const created = herd.created();
  const sum = herd.sum();
  return {
    elapsedNs: Number(finishedNs - startNs),
    manifest: {
      created,
      completed: herd.completed(),
      peakAlive: created - wokenEarly,
      messages: 0,
      checksum: sum === null ? null : String(sum),
    },
    measurements,
  };
}

/**
 * The histogram counts an early wake as 0; here it stays visible.
 *
 * @param {Float64Array} latenessNs
 */
function earliness(latenessNs) {
  let earlyCount = 0;
  let earliestNs = 0;
  for (const lateNs of latenessNs) {
    if (lateNs >= 0) continue;
    earlyCount++;
    earliestNs = Math.max(earliestNs, -lateNs);
  }
  return { earlyCount, earliestNs };
}
