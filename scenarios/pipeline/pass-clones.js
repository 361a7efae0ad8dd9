import { resultOf } from './result-of.js';

/** @typedef {{ readonly id: number, readonly bytes: Uint8Array }} Offered */
/** @typedef {Offered & { readonly result: number, readonly worker: number }} Worked */

/**
 * A structured clone of the item on each hop. The source has its own item back at once.
 *
 * @param {Pick<import('./settings.js').Settings, 'cost'>} settings
 * @param {Pick<import('./flow.js').Flow, 'offer' | 'copied'>} flow
 * @returns {import('./queue-stages.js').Passing<Offered, Worked>}
 */
export function passClones({ cost }, flow) {
  return {
    offer: () => {
      const item = flow.offer();
      if (item === null) return null;
      const clone = structuredClone({ id: item.id, bytes: item.bytes });
      flow.copied(item);
      return clone;
    },
    work: (worker, { id, bytes }) => structuredClone({ id, bytes, result: resultOf(id, cost), worker }),
  };
}
