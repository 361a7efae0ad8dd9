import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Prepares a full collection that gives back to the system what it can. The preparation makes a context of its own, so
 * it belongs before `baseline`.
 *
 * (--expose-gc on the command line would do as well, but a program started by hand would then lack the phase. Collecting
 * up to five times with turns of the loop between gave back no more than once, for timers, promises and workers.)
 *
 * @returns {() => void}
 */
export function prepareCollector() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  return () => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
