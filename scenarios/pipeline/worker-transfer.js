/** As `worker-channels.js`, with the payload's memory transferred: `thread-stages.js`, `transfer-worker.js`. */
import { passingOwnership } from './passing-ownership.js';
import { runPipeline } from './run-pipeline.js';
import { connectThreads } from './thread-stages.js';

await runPipeline('node/worker-transfer', (settings, flow) =>
  connectThreads(settings, flow, passingOwnership),
);
