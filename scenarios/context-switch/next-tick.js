import { handOverByCallbacks } from './callback-turns.js';
import { runHandOvers } from './run-hand-overs.js';

/** A queue of Node.js itself, emptied before the microtasks are. */
await runHandOvers('node/next-tick', (switches) => ({
  handOver: () => handOverByCallbacks(process.nextTick, switches),
}));
