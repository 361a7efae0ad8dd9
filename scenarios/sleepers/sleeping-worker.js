/**
 * What one worker thread runs. It imports nothing of ours: every module would be loaded once a thread and measured as
 * the thread's own memory.
 */
import { workerData } from 'node:worker_threads';

const { shared, tasks, waitNs, sharedDeadlineNs, identity } =
  /** @type {import('./worker-thread.js').WorkerTask} */ (workerData);
const { parked, parkedNs, completed, completedNs } = shared;
// As everywhere, a task waits from the moment at which it is about to: a thread's start is no part of its wait.
const deadlineNs = sharedDeadlineNs ?? process.hrtime.bigint() + waitNs;

// Only the last one wakes the main thread, which would otherwise compete with the workers that are still starting.
if (Atomics.add(parked, 0, 1) === tasks - 1) {
  Atomics.store(parkedNs, 0, process.hrtime.bigint());
  Atomics.notify(parked, 0);
}

// A futex may return early or for no reason, so the deadline decides, not the return. Nobody ever notifies this cell.
const neverNotified = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
let leftNs = deadlineNs - process.hrtime.bigint();
while (leftNs > 0n) {
  Atomics.wait(neverNotified, 0, 0, Number(leftNs) / 1_000_000);
  leftNs = deadlineNs - process.hrtime.bigint();
}

if (identity !== null) {
  const { id, lateness, collected } = identity;
  if (lateness !== null) shared.latenessNs[lateness] = Number(-leftNs);
  if (collected) shared.values[id] = id;
  else Atomics.add(shared.sum, 0, BigInt(id));
}
if (Atomics.add(completed, 0, 1) === tasks - 1) {
  Atomics.store(completedNs, 0, process.hrtime.bigint());
  Atomics.notify(completed, 0);
}
