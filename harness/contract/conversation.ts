import { phases, type Phase } from '../model.ts';
import { ContractError } from './decode.ts';
import type { Distribution, Hold, Iteration, Message, Ready, Resumed } from './messages.ts';

/** What the harness must do after a message. */
export type Turn = 'continue' | 'wait' | 'finished';

export interface Agreement {
  /** Phases at which every iteration holds after `baseline`, in order. */
  readonly holds: readonly Phase[];
  readonly iterations: number;
  readonly warmups: number;
  readonly distributions: readonly string[];
  readonly measurements: readonly string[];
}

/**
 * The order of a sample's messages: ready, then for every iteration its holds and its result, then the distributions,
 * then done. Anything else, and anything after done, is a ContractError.
 */
export class Conversation {
  readonly #agreement: Agreement;
  ready: Ready | null = null;
  failed: { readonly reason: string; readonly detail: string } | null = null;
  done = false;
  readonly holds: Hold[] = [];
  readonly resumed: Resumed[] = [];
  readonly iterations: Iteration[] = [];
  readonly distributions: Distribution[] = [];
  #held: Phase | null = null;
  #holdsOfIteration = 0;

  constructor(agreement: Agreement) {
    for (const phase of agreement.holds) {
      if (phase === 'baseline' || !phases.includes(phase))
        throw new Error(`no hold at ${phase} can be agreed`);
    }
    this.#agreement = agreement;
  }

  /** @throws ContractError when the message has no place here. */
  accept(message: Message): Turn {
    if (this.done) throw this.#misplaced(message, 'nothing after done');
    if (message.type === 'failed') {
      this.failed = { reason: message.reason, detail: message.detail };
      return 'finished';
    }
    const expected = this.#expected();
    if (message.type !== expected.type) throw this.#misplaced(message, expected.text);
    switch (message.type) {
      case 'ready':
        this.ready = message;
        return 'continue';
      case 'hold':
        this.#check(message, message.phase === expected.phase, expected.text);
        this.#check(message, message.iteration === this.iterations.length, expected.text);
        this.#held = message.phase;
        this.holds.push(message);
        return 'continue';
      case 'resumed':
        this.#check(message, message.phase === expected.phase, expected.text);
        this.#check(message, message.iteration === this.iterations.length, expected.text);
        this.#held = null;
        this.#holdsOfIteration += 1;
        this.resumed.push(message);
        return 'wait';
      case 'iteration':
        this.#check(message, message.iteration === this.iterations.length, expected.text);
        this.#check(
          message,
          message.warmup === this.iterations.length < this.#agreement.warmups,
          expected.text,
        );
        this.#checkMeasurements(message);
        this.#holdsOfIteration = 0;
        this.iterations.push(message);
        return 'wait';
      case 'distribution':
        this.#check(message, message.name === expected.name, expected.text);
        this.distributions.push(message);
        return 'wait';
      case 'done':
        this.done = true;
        return 'finished';
    }
  }

  /** What the next message must be, as a text for people too. */
  #expected(): { type: Message['type']; text: string; phase?: Phase; name?: string } {
    if (this.ready === null) return { type: 'ready', text: 'ready' };
    if (this.#held !== null) {
      return { type: 'resumed', phase: this.#held, text: `resumed from ${this.#held}` };
    }
    const index = this.iterations.length;
    if (index < this.#agreement.warmups + this.#agreement.iterations) {
      const phase = this.#agreement.holds[this.#holdsOfIteration];
      if (phase !== undefined) return { type: 'hold', phase, text: `hold at ${phase} of iteration ${index}` };
      const kind = index < this.#agreement.warmups ? 'warm-up' : 'measured';
      return { type: 'iteration', text: `iteration ${index} (${kind})` };
    }
    const name = this.#agreement.distributions[this.distributions.length];
    if (name !== undefined) return { type: 'distribution', name, text: `distribution ${name}` };
    return { type: 'done', text: 'done' };
  }

  #checkMeasurements(message: Iteration): void {
    const expected = [...this.#agreement.measurements].sort().join(', ');
    const received = Object.keys(message.measurements).sort().join(', ');
    this.#check(message, expected === received, `the measurements ${expected || '(none)'}`);
  }

  #check(message: Message, holds: boolean, expected: string): void {
    if (!holds) throw this.#misplaced(message, expected);
  }

  #misplaced(message: Message, expected: string): ContractError {
    return new ContractError(`expected ${expected}, received ${describe(message)}`, JSON.stringify(message));
  }
}

function describe(message: Message): string {
  switch (message.type) {
    case 'hold':
    case 'resumed':
      return `${message.type} (${message.phase}, iteration ${message.iteration})`;
    case 'iteration': {
      const measurements = Object.keys(message.measurements).sort().join(', ');
      return `iteration ${message.iteration}${message.warmup ? ' (warm-up)' : ''} with the measurements ${measurements || '(none)'}`;
    }
    case 'distribution':
      return `distribution ${message.name}`;
    default:
      return message.type;
  }
}
