import { Session } from 'node:inspector/promises';

/** Of pixels that nothing uses any more: some pictures. */
const mostUnseenBytes = 32e6;
// The first picture of a process lets go of what its charts were made from.
let unseenBytes = mostUnseenBytes;

/**
 * Lets go of memory beyond the heap that nothing uses any more. The garbage collector does not see it grow, so that it would
 * stay until the collector comes round for another reason, with the pixels of all pictures of a run some hundred megabytes.
 */
export async function letGoOfUnseen(bytes: number): Promise<void> {
  unseenBytes += bytes;
  if (unseenBytes < mostUnseenBytes) return;
  unseenBytes = 0;
  await collectGarbage();
}

/** Below it the memory of a process is nobody's concern. */
const largeBytes = 300e6;

/** Between two parts of the work on a run: of a large one, what the first took is given back before the next takes as much. */
export async function giveBackBetween(): Promise<void> {
  if (process.memoryUsage.rss() > largeBytes) await collectGarbage();
}

/**
 * For the end of work on a large run, after which most of the heap is garbage: the engine lets it stand for as long as the heap may grow by
 * as much again. The inspector's way gives the room back to the system, which `gc` does not.
 */
async function collectGarbage(): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
}
