const awake = 0;
const asleep = 1;

/**
 * Wakes a thread that sleeps, and costs those that ring it a look at a cell while it does not. Every thread makes its own
 * around the same memory; one of them sleeps.
 */
export class Bell {
  #cell;

  /** @param {SharedArrayBuffer} memory as from `Bell.memory()` */
  constructor(memory) {
    this.#cell = new Int32Array(memory);
  }

  static memory() {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  }

  /** To be called after what the sleeper waits for has been published. */
  ring() {
    if (Atomics.load(this.#cell, 0) === awake) return;
    if (Atomics.compareExchange(this.#cell, 0, asleep, awake) === asleep) Atomics.notify(this.#cell, 0);
  }

  /**
   * Blocks the thread, which must not be the main one.
   *
   * @param {() => boolean} ready whether what it waits for has been published
   */
  sleepUntil(ready) {
    while (!ready()) {
      Atomics.store(this.#cell, 0, asleep);
      // Looked for again: whoever published it before that has seen nobody asleep, whoever does so from now on rings.
      if (!ready()) Atomics.wait(this.#cell, 0, asleep);
      Atomics.store(this.#cell, 0, awake);
    }
  }

  /**
   * The same without blocking: the main thread has an event loop to serve.
   *
   * @param {() => boolean} ready
   */
  async awaitUntil(ready) {
    while (!ready()) {
      Atomics.store(this.#cell, 0, asleep);
      if (!ready()) await Atomics.waitAsync(this.#cell, 0, asleep).value;
      Atomics.store(this.#cell, 0, awake);
    }
  }
}
