/** As `worker-channels.js`, with `batch` items a message: `thread-stages.js`, `batch-worker.js`. */
import { mostInBatches, passingBatches } from './passing-batches.js';
import { runPipeline } from './run-pipeline.js';
import { connectThreads } from './thread-stages.js';

await runPipeline(
  'node/worker-channels-batched',
  (settings, flow) => connectThreads(settings, flow, passingBatches),
  { bound: mostInBatches },
);
