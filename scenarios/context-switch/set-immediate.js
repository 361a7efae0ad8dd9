import { handOverByCallbacks } from './callback-turns.js';
import { runHandOvers } from './run-hand-overs.js';

/** The loop goes round once a hand-over. */
await runHandOvers('node/set-immediate', (switches) => ({
  handOver: () => handOverByCallbacks(setImmediate, switches),
}));
