/**
 * What a worker has of places that cannot be shared and are dealt out.
 *
 * @param {number} places
 * @param {number} workers
 * @param {number} worker
 */
export function share(places, workers, worker) {
  return Math.floor(places / workers) + (worker < places % workers ? 1 : 0);
}
