/**
 * @typedef {object} Tally
 * @property {number} submitted
 * @property {number} answered
 * @property {number} peakInFlight the most tasks that were submitted and not answered
 * @property {number} checksum
 */

/**
 * In flight in a pool that takes a task only when a worker is free: one waits beyond those that run, as where a goroutine
 * blocks in its pool's Submit. A pool's own queue would take all tasks at once.
 *
 * @param {import('./settings.js').Settings} settings
 */
export function oneEach({ workers }) {
  return workers + 1;
}

/**
 * The submitting loop of the bounded rows.
 *
 * @param {import('./settings.js').Settings} settings
 * @param {number} mostInFlight
 * @param {import('./times.js').Stamps | null} stamps
 * @param {(answer: (result: number) => void) => (id: number) => void} connect gives what hands a task to the pool, which
 *   then calls `answer` in this thread, and only after that call has returned
 * @returns {Promise<Tally>}
 */
export async function submitAll({ tasks }, mostInFlight, stamps, connect) {
  const tally = { submitted: 0, answered: 0, peakInFlight: 0, checksum: 0 };
  /** @type {(() => void) | null} */
  let wake = null;

  const answer = (/** @type {number} */ result) => {
    tally.checksum += result;
    tally.answered++;
    if (wake === null) return;
    const blocked = wake;
    wake = null;
    blocked();
  };
  const block = (/** @type {() => void} */ resolve) => {
    wake = resolve;
  };
  // One promise for each time that the loop has to wait, not one for each task: several answers may have come by then.
  const nextAnswer = () => /** @type {Promise<void>} */ (new Promise(block));

  const submit = connect(answer);
  for (let id = 0; id < tasks; id++) {
    while (tally.submitted - tally.answered >= mostInFlight) await nextAnswer();
    tally.submitted++;
    tally.peakInFlight = Math.max(tally.peakInFlight, tally.submitted - tally.answered);
    stamps?.submit(id);
    submit(id);
  }
  while (tally.answered < tasks) await nextAnswer();
  return tally;
}
