/** The stages of `queue-stages.js` with a structured clone on each hop, in one thread. */
import { measureUnit } from '../workload/cpu-unit.js';
import { passClones } from './pass-clones.js';
import { connectQueues, takeEach } from './queue-stages.js';
import { runPipeline } from './run-pipeline.js';

await runPipeline('node/structured-clone', async (settings, flow) => ({
  ...connectQueues(settings, passClones(settings, flow), (items) =>
    takeEach(items, (copy) => flow.receiveCopy(copy.worker, copy)),
  ),
  measureUnits: async () => [measureUnit()],
}));
