/** @typedef {import('./item-ring.js').Item} Item */

/**
 * A deep copy of the item on each hop, made by whoever sends it, as in `go/channels-copied`. The source has its own item back
 * at once.
 *
 * @param {Pick<import('./flow.js').Flow, 'offer' | 'copied' | 'work'>} flow
 * @returns {import('./queue-stages.js').Passing<Item, Item>}
 */
export function passDeepCopies(flow) {
  return {
    offer: () => {
      const item = flow.offer();
      if (item === null) return null;
      const copy = deepCopy(item);
      flow.copied(item);
      return copy;
    },
    work: (worker, item) => {
      flow.work(worker, item);
      return deepCopy(item);
    },
  };
}

/**
 * @param {Item} item
 * @returns {Item}
 */
function deepCopy({ id, result, worker, bytes }) {
  return { id, result, worker, bytes: bytes.slice() };
}
