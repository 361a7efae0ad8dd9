import { execFileSync } from 'node:child_process';
import type { PhaseReading } from '../store/sample.ts';
import { readMemory, resetPeak, WorkloadGoneError } from './memory.ts';

export { WorkloadGoneError };

/**
 * The memory of a workload that holds, with the peak since its last hold, which is then reset. Without /proc (macOS)
 * ps(1) still tells the resident size from outside, but no peak.
 *
 * @throws {WorkloadGoneError} when the workload has ended meanwhile
 */
export function readHeldMemory(
  pid: number,
  withProportional: boolean,
): Omit<PhaseReading, 'phase' | 'heldNs'> {
  const reading = readMemory(pid, { withProportional });
  if (reading === null) {
    return {
      residentBytes: residentByPs(pid),
      peakBytes: null,
      fileBytes: null,
      proportionalBytes: null,
      processes: 1,
      threads: null,
      source: 'ps',
    };
  }
  const reset = resetPeak(pid);
  // A peak that cannot be reset belongs to the whole life of the process, not to one interval.
  return { ...reading, peakBytes: reset ? reading.peakBytes : null, source: 'proc' };
}

function residentByPs(pid: number): number {
  try {
    // Synchronous, and without execa's streams: the workload is held meanwhile.
    const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
    if (Number.isSafeInteger(kilobytes) && kilobytes > 0) return kilobytes * 1024;
  } catch {
    // ps exits 1 when there is no such process.
  }
  throw new WorkloadGoneError(pid, 'its memory could be read');
}
