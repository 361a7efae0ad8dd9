import { fits, formatBytes, type Capacity } from '../measure/fit.ts';
import type { Scenario } from '../model.ts';
import type { Sample } from '../store/sample.ts';

/** V8 says `heap out of memory` too when the kernel gives it nothing more. */
const heapTexts = /heap limit/i;
const threadTexts =
  /failed to create new OS thread|may need to increase max user processes|pthread_create|ERR_WORKER_INIT_FAILED|thread exhaustion|exceeds \d+-thread limit|Resource temporarily unavailable|EAGAIN/i;

/**
 * What stood in the way of a sample, in a few words, where that can be told from what is known of it; null where its reason has
 * to speak for itself.
 */
export function limitOf(sample: Sample, scenario: Scenario, capacity: Capacity): string | null {
  switch (sample.status) {
    case 'ok':
      return null;
    case 'skipped':
      return shortage(sample, scenario, capacity);
    case 'not-attained':
      return 'some woke before all were there';
    case 'timeout':
    case 'hung':
      return 'the time limit of a sample';
    case 'oom':
    case 'failed': {
      const said = `${sample.reason}\n${sample.stderrTail}`;
      const { heapSizeLimitBytes: heap, execArgv = '', nodeOptions = '' } = sample.limits;
      if (typeof heap === 'number' && heapTexts.test(said)) {
        const raised = /max[-_]old[-_]space[-_]size/.test(`${execArgv} ${nodeOptions}`);
        return `V8's ${raised ? '' : 'default '}heap limit of ${formatBytes(heap)}`;
      }
      if (threadTexts.test(said)) return 'the threads or memory mappings that the machine allows';
      if (sample.status === 'failed') return null;
      // The kernel kills for want of memory; who may allocate no more ends by itself.
      return sample.exit?.signal === 'SIGKILL' ? 'the memory of the machine' : memoryHere(capacity);
    }
  }
}

function memoryHere({ availableBytes }: Capacity): string {
  return `the memory that samples may take here, ${formatBytes(availableBytes)}`;
}

/** Of what was never started: the first thing that it needs more of than there is. */
function shortage(
  { variant: name, parameters, reason }: SkippedSample,
  scenario: Scenario,
  capacity: Capacity,
): string | null {
  const words = {
    memory: memoryHere(capacity),
    threads: 'the threads that the machine allows',
    mappings: 'vm.max_map_count',
  };
  const variant = scenario.variants.find((own) => own.name === name);
  const fit = variant && fits(variant.needs(parameters), capacity);
  if (fit !== undefined && !fit.fits) return words[fit.kind];
  return reason.startsWith(outgrown) ? words.memory : null;
}

type SkippedSample = Extract<Sample, { status: 'skipped' }>;

/** How the reason begins of a size that is not tried after what the one before it took. */
export const outgrown = 'by what the size before took,';
