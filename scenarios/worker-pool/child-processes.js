/**
 * Child processes with a channel each, as `fork` makes them, and a message for each task, to one that has nothing to do.
 * They share no memory with this process: it counts what runs as what it has handed out, and they send the times along.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WorkloadFailure } from '../workload/workload-failure.js';
import { runPool } from './run-pool.js';
import { runningHere } from './running.js';
import { oneEach, submitAll } from './submit-all.js';
import { enterInto, stampsInto } from './times.js';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {import('./child-worker.js').Order} Order */
/** @typedef {import('./child-worker.js').Result} Result */
/** @typedef {import('./child-worker.js').Start} Start */

const program = fileURLToPath(new URL('child-worker.js', import.meta.url));

await runPool('node/child-processes', (settings) => async (times) => {
  const { cost, waitMs } = settings;
  const running = runningHere();
  const used = new Set();
  const children = await startChildren(settings.workers, {
    settings: { cost, waitMs },
    epochNs: times === null ? null : String(times.epochNs),
  });
  const askAll = (/** @type {Order} */ order) => Promise.all(children.map((child) => ask(child, order)));
  return {
    workers: children.length,
    measureUnits: async () => {
      const units = [];
      for (const child of children) units.push(await ask(child, 'measure'));
      return units;
    },
    otherProcessesCpuUs: async () => (await askAll('cpu')).reduce((sum, us) => sum + us, 0),
    complete: () =>
      submitAll(settings, oneEach(settings), times && stampsInto(times), (answer) =>
        distribute(children, running, (child, id, result) => {
          used.add(child);
          answer(typeof result === 'number' ? result : entered(id, result));
        }),
      ),
    peakRunning: running.peak,
    workersUsed: () => used.size,
    stop: () => stopChildren(children),
  };

  /**
   * @param {number} id
   * @param {Exclude<Result, number>} stamped
   */
  function entered(id, [result, startNs, doneNs]) {
    if (times !== null) enterInto(times, id, { startNs, doneNs });
    return result;
  }
});

/**
 * @param {number} count
 * @param {Start} start
 */
async function startChildren(count, start) {
  /** @type {ChildProcess[]} */
  const children = [];
  try {
    while (children.length < count) {
      // No part in the harness's talk with this process.
      const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      child.once('exit', failUnasked);
      children.push(child);
    }
    await Promise.all(children.map((child) => ask(child, start)));
  } catch (error) {
    const detail = `after ${children.length} of ${count} processes: ${error}`;
    throw new WorkloadFailure('cannot-start-worker', detail, { cause: error });
  }
  return children;
}

/**
 * One that ends by itself would leave this process waiting for its answer.
 *
 * @param {number | null} code
 * @param {string | null} signal
 */
function failUnasked(code, signal) {
  throw new Error(`a child process ended with ${signal ?? `exit code ${code}`} before it was told to`);
}

/**
 * @param {ChildProcess} child that has nothing to do
 * @param {Order} order
 * @returns {Promise<number>}
 */
async function ask(child, order) {
  child.send(order);
  const [answer] = await once(child, 'message');
  return answer;
}

/**
 * @param {readonly ChildProcess[]} children
 * @param {import('./running.js').Running} running
 * @param {(child: ChildProcess, id: number, result: Result) => void} answer
 * @returns {(id: number) => void}
 */
function distribute(children, running, answer) {
  const idle = [...children];
  /** @type {number[]} */
  const waiting = [];
  /** @type {Map<ChildProcess, number>} */
  const handed = new Map();
  const hand = (/** @type {ChildProcess} */ child, /** @type {number} */ id) => {
    handed.set(child, id);
    running.begin();
    child.send(id);
  };
  for (const child of children) {
    child.on('message', (/** @type {Result} */ result) => {
      const id = handed.get(child);
      // After the last task: the answer to another question.
      if (id === undefined) return;
      handed.delete(child);
      running.end();
      // Before it is counted, so that the child works meanwhile.
      const next = waiting.shift();
      if (next === undefined) idle.push(child);
      else hand(child, next);
      answer(child, id, result);
    });
  }
  return (id) => {
    const child = idle.pop();
    if (child === undefined) waiting.push(id);
    else hand(child, id);
  };
}

/** @param {readonly ChildProcess[]} children */
async function stopChildren(children) {
  await Promise.all(
    children.map((child) => {
      child.off('exit', failUnasked);
      child.disconnect();
      return once(child, 'exit');
    }),
  );
}
