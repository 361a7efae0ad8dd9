import { errorMonitor } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * A worker that lasts until it is terminated. One that ends by itself, without an error, would leave the main thread waiting
 * for its answer until the harness's time limit; here that is an error at once.
 */
export class LastingWorker extends Worker {
  #endsByItself;

  /**
   * @param {URL} program
   * @param {import('node:worker_threads').WorkerOptions} [options]
   */
  constructor(program, options) {
    super(program, options);
    this.#endsByItself = (/** @type {number} */ code) => {
      throw new Error(
        `worker ${program.pathname.split('/').at(-1)} ended with exit code ${code} before it was terminated`,
      );
    };
    this.once('exit', this.#endsByItself);
    // The error says more than the exit that follows it. Listened to in this way it still ends a process that has no listener.
    this.once(errorMonitor, () => this.off('exit', this.#endsByItself));
  }

  /** @override */
  terminate() {
    this.off('exit', this.#endsByItself);
    return super.terminate();
  }
}
