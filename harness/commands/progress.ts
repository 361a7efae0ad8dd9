import type { Writable } from 'node:stream';
import { clipped } from '../reports/clipped-text.ts';
import { oneLine } from '../reports/harmless-text.ts';

/** A terminal, or anything else that takes lines. */
export interface ProgressStream extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * What is going on, on stderr. In a terminal one line is redrawn, and only when a sample says something; elsewhere, and
 * with TERM=dumb, there is a line for every sample. Nothing here runs by a timer.
 */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #redraws: boolean;
  #drawn = false;

  constructor(stream: ProgressStream, environment: Readonly<Record<string, string | undefined>>) {
    this.#stream = stream;
    // NO_COLOR asks for no colours; whoever sets it wants plain lines, and redrawing takes an escape sequence too.
    this.#redraws = stream.isTTY === true && environment['TERM'] !== 'dumb' && !environment['NO_COLOR'];
  }

  /** A line that stays. */
  line(text: string): void {
    this.#clear();
    this.#stream.write(`${oneLine(text)}\n`);
  }

  /** A state that the next one replaces; shown in terminals only. */
  state(text: string): void {
    if (!this.#redraws) return;
    // The last column stays free: a terminal that has written there may go on to the next line.
    const shown = clipped(oneLine(text), (this.#stream.columns || 80) - 1);
    this.#stream.write(`\r\u001b[K${shown}`);
    this.#drawn = true;
  }

  /** The end of a sample: it replaces the state, and stays where nothing is redrawn. */
  sample(text: string, noteworthy: boolean): void {
    if (noteworthy || !this.#redraws) this.line(text);
  }

  done(): void {
    this.#clear();
  }

  #clear(): void {
    if (this.#drawn) this.#stream.write('\r\u001b[K');
    this.#drawn = false;
  }
}

/** `3 h 5 min`, `5 min 10 s`, `12 s`. */
export function formatDuration(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const rest = total % 60;
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${rest} s`;
  return `${rest} s`;
}
