import { harmlessLines, oneLine } from './harmless-text.ts';
import type { Role, Terminal } from './terminal.ts';
import { wrapped } from './wrapped-text.ts';

/** Sentences are long: wider lines are hard to read, however wide the terminal is. */
export const widestProse = 112;

/** What of a sentence is painted; without a word all of it. */
export interface Paint {
  readonly role: Role;
  /** Where it stands first. */
  readonly word?: string;
}

/**
 * A sentence on as many lines of a terminal as it takes, each ended and harmless; its own indent goes on below it. In a file or a
 * pipe it is one line: so it can be searched for.
 */
export function prose(text: string, { width, paint }: Terminal, painted?: Paint, hanging = '  '): string {
  const line = oneLine(text);
  const indent = `${/^ */.exec(line)?.[0] ?? ''}${hanging}`;
  const room = width === Infinity ? width : Math.min(width, widestProse);
  const lines = harmlessLines(wrapped(line, room, indent).join('\n'));
  if (painted === undefined) return `${lines}\n`;
  const { role, word } = painted;
  // Line by line, so that no style stays on where a pager shows one of them.
  return word === undefined
    ? `${lines
        .split('\n')
        .map((own) => paint(role, own))
        .join('\n')}\n`
    : `${lines.replace(word, () => paint(role, word))}\n`;
}

/** `warning: …`: a doubt, with its first word painted. */
export function doubt(word: string, text: string, terminal: Terminal): string {
  return prose(`${word} ${text}`, terminal, { role: 'doubt', word });
}
