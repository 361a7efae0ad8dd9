import { harmlessText } from '../reports/harmless-text.ts';
import type { Revision } from '../store/revision.ts';

/** Names and reasons come from files that others may have written. */
export function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${harmlessText(line).replaceAll('\n', ' ')}\n`).join('');
}

export function shortCommit({ commit }: Pick<Revision, 'commit'>): string {
  return commit.slice(0, 12);
}
