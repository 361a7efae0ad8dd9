/** Threads that share the items' memory: `ring-stages.js`, `ring-worker.js`. */
import { connectRings } from './ring-stages.js';
import { runPipeline } from './run-pipeline.js';
import { sharedItems } from './shared-items.js';

await runPipeline('node/shared-ring', (settings, flow, items) => connectRings(settings, flow, items), {
  itemsOf: sharedItems,
});
