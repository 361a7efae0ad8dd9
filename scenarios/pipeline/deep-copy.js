/** The stages of `queue-stages.js` with a deep copy by the program on each hop, in one thread. */
import { measureUnit } from '../workload/cpu-unit.js';
import { passDeepCopies } from './pass-deep-copies.js';
import { connectQueues, takeEach } from './queue-stages.js';
import { runPipeline } from './run-pipeline.js';

await runPipeline('node/deep-copy', async (settings, flow) => ({
  ...connectQueues(settings, passDeepCopies(flow), (items) =>
    takeEach(items, (copy) => flow.receiveCopy(copy.worker, copy)),
  ),
  measureUnits: async () => [measureUnit()],
}));
