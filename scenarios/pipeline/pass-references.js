/** @typedef {import('./item-ring.js').Item} Item */

/**
 * The item itself, on both hops.
 *
 * @param {Pick<import('./flow.js').Flow, 'offer' | 'work'>} flow
 * @returns {import('./queue-stages.js').Passing<Item, Item>}
 */
export function passReferences(flow) {
  return {
    offer: () => flow.offer(),
    work: (worker, item) => {
      flow.work(worker, item);
      return item;
    },
  };
}
