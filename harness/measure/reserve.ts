import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { z } from 'zod';
import { textOf } from '../failure.ts';

const replySchema = z.strictObject({
  type: z.literal('held'),
  bytes: z.int().nonnegative(),
  populateNs: z.int().nonnegative().optional(),
});

interface Order {
  readonly type: 'hold' | 'release';
  readonly bytes: number;
}

/** Gives an order and resolves to the bytes that are held after it. */
type Send = (order: Order) => Promise<number>;

/**
 * Brings memory into one state before every sample. On a virtual machine with free-page reporting, memory that lay free
 * for some seconds has gone back to the host and costs about five times as much to touch again, so that the order of the
 * cases would decide their creation times. A process of its own holds touched memory; a sample's share is let go just
 * before the sample starts and taken back right after its end, while the pages are still there. One sample at a time:
 * `release`, the sample, `restore`.
 */
export class Reserve {
  readonly heldBytes: number;
  readonly #send: Send;
  readonly #close: () => Promise<void>;

  readonly #onLost: (reason: string) => void;
  #lost = false;
  #restored: Promise<void> = Promise.resolve();

  private constructor(
    heldBytes: number,
    send: Send,
    close: () => Promise<void>,
    onLost: (reason: string) => void,
  ) {
    this.#onLost = onLost;
    this.heldBytes = heldBytes;
    this.#send = send;
    this.#close = close;
  }

  /**
   * @param program the built `cmd/reserve`.
   * @param onLost told once, when the memory can be held no longer.
   * @throws Error when the memory cannot be held at all.
   */
  static async start(
    program: string,
    bytes: number,
    onLost: (reason: string) => void = () => {},
  ): Promise<Reserve> {
    const child = execa(program, [], {
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'pipe',
      buffer: false,
      reject: false,
    });
    child.stdin.on('error', () => {});
    const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const send: Send = async (order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      const { value, done } = await replies.next();
      if (done === true) throw new Error('the process that holds memory is gone');
      return replySchema.parse(JSON.parse(value)).bytes;
    };
    const close = async (): Promise<void> => {
      child.stdin.end();
      await child;
    };
    try {
      await send({ type: 'hold', bytes });
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error(`cannot hold ${bytes} bytes of touched memory: ${textOf(error)}`, { cause: error });
    }
    return new Reserve(bytes, send, close, onLost);
  }

  /**
   * Lets go of what the next sample is expected to need, at most all. Resolves only when everything that was ordered
   * before has been done too: from then on the process that holds memory does nothing, so that nothing runs beside the
   * sample. Letting go of 0 bytes only waits for that.
   */
  async release(bytes: number): Promise<void> {
    await this.#restored;
    await this.#order({ type: 'release', bytes: Math.min(bytes, this.heldBytes) });
  }

  /**
   * Begins to take back what was let go, while the memory that the sample has just freed is still warm. Touching it
   * takes longer than judging and storing the sample, which go on meanwhile; the next `release` waits for its end.
   */
  restore(): void {
    this.#restored = this.#order({ type: 'hold', bytes: this.heldBytes });
  }

  /** The process that holds memory is the second that the kernel takes when there is none left: samples go on without. */
  async #order(order: Order): Promise<void> {
    if (this.#lost) return;
    try {
      await this.#send(order);
    } catch (error) {
      this.#lost = true;
      this.#onLost(textOf(error));
    }
  }

  /** Ends the process, after what it is still taking back. */
  async close(): Promise<void> {
    await this.#restored;
    await this.#close();
  }
}
