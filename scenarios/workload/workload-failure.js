/** The workload cannot do what was asked and says so in good order: a `failed` message, then exit 70. */
export class WorkloadFailure extends Error {
  /** @override */
  name = 'WorkloadFailure';

  /**
   * @param {string} reason one word for programs, e.g. `cannot-start-worker`
   * @param {string} detail a sentence for people
   * @param {ErrorOptions} [options]
   */
  constructor(reason, detail, options) {
    super(`${reason}: ${detail}`, options);
    this.reason = reason;
    this.detail = detail;
  }
}
