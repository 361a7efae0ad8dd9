import { availableParallelism } from 'node:os';
import { getHeapStatistics } from 'node:v8';

/** The limits in force, as the runtime itself sees them. */
export function readLimits() {
  return {
    heapSizeLimitBytes: getHeapStatistics().heap_size_limit,
    uvThreadpoolSize: uvThreadpoolSize(process.env['UV_THREADPOOL_SIZE']),
    nodeOptions: process.env['NODE_OPTIONS'] ?? '',
    execArgv: process.execArgv.join(' '),
    availableParallelism: availableParallelism(),
  };
}

/**
 * libuv does not tell its pool's size, so this follows its rule (src/threadpool.c, init_threads): 4 by default,
 * atoi of the variable, at least 1, at most 1024.
 *
 * @param {string | undefined} value
 */
function uvThreadpoolSize(value) {
  if (value === undefined) return 4;
  return Math.min(1024, Math.max(1, Number.parseInt(value, 10) || 0));
}
