/**
 * The two ports of a MessageChannel, both in this thread: each task is the listener of one. A port wakes the event loop by
 * writing to a descriptor, which the loop's next look at the kernel finds readable, so that the thread never sleeps. In one
 * turn of the loop both ports are served, one after the other, hence two hand-overs.
 */
import { MessageChannel } from 'node:worker_threads';
import { deferred } from '../workload/deferred.js';
import { runHandOvers } from './run-hand-overs.js';

await runHandOvers('node/message-channel', (switches) => {
  const { port1: firstPort, port2: secondPort } = new MessageChannel();
  let [first, second] = [noReceipts(), noReceipts()];
  /** @type {ReturnType<typeof deferred<bigint>>} */
  let finished = deferred();

  firstPort.on('message', (/** @type {number} */ token) => {
    first.count++;
    first.sum += token;
    if (token + 1 < switches) firstPort.postMessage(token + 1);
    else finished.resolve(process.hrtime.bigint());
  });
  secondPort.on('message', (/** @type {number} */ token) => {
    second.count++;
    second.sum += token;
    if (token + 1 < switches) secondPort.postMessage(token + 1);
    else finished.resolve(process.hrtime.bigint());
  });

  return {
    handOver: async () => {
      [first, second] = [noReceipts(), noReceipts()];
      finished = deferred();
      const startNs = process.hrtime.bigint();
      firstPort.postMessage(0);
      return { startNs, finishedNs: await finished.promise, received: [first, second] };
    },
    end: async () => firstPort.close(),
  };
});

function noReceipts() {
  return { count: 0, sum: 0 };
}
