import stringWidth from 'string-width';

/**
 * Text on as many lines as the width asks for, those after the first indented. A word that is wider than a line stays
 * whole: a path or a name that is cut can neither be copied nor searched for. So does a figure with its sign (`5 %`, `3.1 ×`).
 */
export function wrapped(text: string, width: number, indent = '  '): string[] {
  const lines: string[] = [];
  const [first = '', ...others] = text.split(/ (?![%×±])/);
  let line = first;
  for (const word of others) {
    const longer = `${line} ${word}`;
    if (line.trim() === '' || stringWidth(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = `${indent}${word}`;
  }
  return [...lines, line];
}
