/**
 * What all rows do alike: the two timed parts, the holds, the manifest. A variant brings only its pool.
 */
import { median } from '../workload/median.js';
import { runWorkload } from '../workload/run-workload.js';
import { decodeSettings } from './settings.js';
import { allocateTimes } from './times.js';

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./submit-all.js').Tally} Tally */
/** @typedef {import('./times.js').Times} Times */
/** @typedef {import('../workload/run-workload.js').Hold} Hold */
/** @typedef {import('../workload/run-workload.js').Outcome} Outcome */

/**
 * A pool that has been started.
 *
 * @typedef {object} Pool
 * @property {number} workers threads or processes that were started for it, each of which has answered
 * @property {() => Promise<readonly number[]>} measureUnits ns a CPU unit in every isolate that runs tasks, measured one
 *   after the other: side by side they would tell how far the CPUs share their clock and caches
 * @property {() => Promise<Tally>} complete submits all tasks and waits for the last
 * @property {() => number} peakRunning
 * @property {() => number} workersUsed those that have had at least one task; 0 where a pool has none
 * @property {() => Promise<number>} [otherProcessesCpuUs] CPU time that the pool's processes have used so far, where it has any
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {(settings: Settings) => (times: Times | null) => Promise<Pool>} Way the first call makes what belongs to the
 *   baseline, the second starts the pool of one iteration
 */

/**
 * @param {string} variant
 * @param {Way} way
 */
export function runPool(variant, way) {
  return runWorkload({
    scenario: 'worker-pool',
    variant,
    prepare: ({ parameters, probe, warmups, iterations }) => {
      const settings = decodeSettings(parameters);
      const start = way(settings);
      if (probe === 'memory') {
        return { recordings: [], iterate: (hold) => iterateMemory(settings, () => start(null), hold) };
      }
      const { recordings, slot } = allocateTimes(settings.tasks, iterations);
      return {
        recordings,
        // Warm-ups write where the first measured iteration will overwrite them.
        iterate: (_, index) => iterateLatency(settings, () => start(slot(Math.max(0, index - warmups)))),
      };
    },
  });
}

/**
 * @param {Settings} settings
 * @param {() => Promise<Pool>} start
 * @param {Hold} hold
 * @returns {Promise<Outcome>}
 */
async function iterateMemory(settings, start, hold) {
  const beginNs = process.hrtime.bigint();
  const { pool, startNs } = await timedStart(start);
  const unit = await measuredUnit(pool, settings);
  const elapsed = () => Number(process.hrtime.bigint() - beginNs);
  await hold('armed', () => ({
    elapsedNs: elapsed(),
    created: pool.workers,
    completed: 0,
    timeLeftNs: null,
  }));
  const { tally, workNs, workCpuNs } = await timedWork(pool);
  await hold('drained', () => ({
    elapsedNs: elapsed(),
    created: tally.submitted,
    completed: tally.answered,
    timeLeftNs: null,
  }));
  await pool.stop();
  return {
    elapsedNs: startNs + workNs,
    manifest: manifestOf(tally),
    measurements: {
      startNs,
      workNs,
      workCpuNs,
      unitNs: unit.ns,
      unitSpread: unit.spread,
      peakRunning: pool.peakRunning(),
      workersUsed: pool.workersUsed(),
    },
  };
}

/**
 * The same order without the holds.
 *
 * @param {Settings} settings
 * @param {() => Promise<Pool>} start
 * @returns {Promise<Outcome>}
 */
async function iterateLatency(settings, start) {
  const { pool, startNs } = await timedStart(start);
  const unit = await measuredUnit(pool, settings);
  const { tally, workNs } = await timedWork(pool);
  await pool.stop();
  return {
    elapsedNs: startNs + workNs,
    manifest: manifestOf(tally),
    measurements: { unitNs: unit.ns, peakRunning: pool.peakRunning(), workersUsed: pool.workersUsed() },
  };
}

/** @param {() => Promise<Pool>} start */
async function timedStart(start) {
  const beginNs = process.hrtime.bigint();
  const pool = await start();
  return { pool, startNs: Number(process.hrtime.bigint() - beginNs) };
}

/**
 * The CPU time of all threads and processes is read just outside the timed part, so that the start of the program and of the
 * pool is not in it.
 *
 * @param {Pool} pool
 */
async function timedWork(pool) {
  const othersBeforeUs = (await pool.otherProcessesCpuUs?.()) ?? 0;
  const cpuBefore = process.cpuUsage();
  const beginNs = process.hrtime.bigint();
  const tally = await pool.complete();
  const workNs = Number(process.hrtime.bigint() - beginNs);
  const { user, system } = process.cpuUsage(cpuBefore);
  const othersUs = ((await pool.otherProcessesCpuUs?.()) ?? 0) - othersBeforeUs;
  return { tally, workNs, workCpuNs: (user + system + othersUs) * 1_000 };
}

/**
 * @param {Pool} pool
 * @param {Settings} settings
 */
async function measuredUnit(pool, { cost }) {
  if (cost === 0) return { ns: 0, spread: 0 };
  const units = await pool.measureUnits();
  return { ns: median(units), spread: Math.max(...units) / Math.min(...units) };
}

/**
 * @param {Tally} tally
 * @returns {import('../workload/run-workload.js').Manifest}
 */
function manifestOf({ submitted, answered, peakInFlight, checksum }) {
  return {
    created: submitted,
    completed: answered,
    peakAlive: peakInFlight,
    messages: 0,
    checksum: String(checksum),
  };
}
