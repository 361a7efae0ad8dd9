import { handOverByCallbacks } from './callback-turns.js';
import { runHandOvers } from './run-hand-overs.js';

/** The queue of the engine, without a promise. */
await runHandOvers('node/queue-microtask', (switches) => ({
  handOver: () => handOverByCallbacks(queueMicrotask, switches),
}));
