import { styleText } from 'node:util';
import type { Role, Terminal } from '../reports/terminal.ts';
import type { ProgressStream } from './progress.ts';

const styles = {
  heading: 'bold',
  doubt: 'yellow',
  quiet: 'dim',
  worse: 'red',
  better: 'green',
} as const satisfies Record<Role, Parameters<typeof styleText>[0]>;

/** What can be shown where a stream ends: read once, before a text is laid out. */
export function terminalOf(
  stream: Pick<ProgressStream, 'isTTY' | 'columns'>,
  variables: Readonly<Record<string, string | undefined>>,
): Terminal {
  const isColoured = wantsColour(stream, variables);
  return {
    width:
      stream.isTTY === true && stream.columns !== undefined && stream.columns > 0 ? stream.columns : Infinity,
    hasBlocks: showsBlocks(variables),
    // What is wanted is settled by the session's variables; styleText itself would ask the process's.
    paint: (role, text) => (isColoured ? styleText(styles[role], text, { validateStream: false }) : text),
  };
}

/** FORCE_COLOR decides where it is set, as Node.js itself has it; then NO_COLOR (no-color.org), which an empty value does not set. */
function wantsColour(
  { isTTY }: Pick<ProgressStream, 'isTTY'>,
  { FORCE_COLOR, NO_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): boolean {
  if (FORCE_COLOR !== undefined) return ['', '1', '2', '3', 'true'].includes(FORCE_COLOR);
  return !NO_COLOR && TERM !== 'dumb' && isTTY === true;
}

/** The first of these that is not empty decides, and none means ASCII (POSIX); the Linux console's font lacks most blocks. */
function showsBlocks({
  LC_ALL,
  LC_CTYPE,
  LANG,
  TERM,
}: Readonly<Record<string, string | undefined>>): boolean {
  return TERM !== 'dumb' && TERM !== 'linux' && /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}
