/**
 * What a worker of `ring-stages.js` is started with.
 *
 * @typedef {object} Ends
 * @property {number} cost
 * @property {number} payload
 * @property {SharedArrayBuffer} items
 * @property {SharedArrayBuffer} orders a PlaceQueue from the main thread
 * @property {SharedArrayBuffer} workersBell
 * @property {SharedArrayBuffer} answers a PlaceQueue to the main thread
 * @property {SharedArrayBuffer} mainBell
 */

/** An order in place of an item's place; the answer is a message. */
export const measureUnitOrder = -1;
