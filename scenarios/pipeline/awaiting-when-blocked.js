/** Stages that await only where they are blocked: `queue-stages.js`. */
import { measureUnit } from '../workload/cpu-unit.js';
import { passReferences } from './pass-references.js';
import { connectQueues, takeEach } from './queue-stages.js';
import { runPipeline } from './run-pipeline.js';

await runPipeline('node/awaiting-when-blocked', async (settings, flow) => ({
  ...connectQueues(settings, passReferences(flow), (items) => takeEach(items, (item) => flow.receive(item))),
  measureUnits: async () => [measureUnit()],
}));
