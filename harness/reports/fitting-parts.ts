/** A part of a text that has to keep within a length. */
export interface TextPart {
  /** Null: longer than any room, so that it need not be made. */
  readonly text: string | null;
  /** What stands in its place where there is no room for it; null: it stays. */
  readonly instead: string | null;
  /** Where not all has room, the parts with the least are put in first, and among them the short ones. */
  readonly dispensable: number;
}

/**
 * The parts' texts as far as their sum keeps within `most` characters: as many whole parts as have room, none of them cut. What
 * must stay may still be longer.
 */
export function fittingParts(parts: readonly TextPart[], most: number): string[] {
  const texts = parts.map(({ text, instead }) => instead ?? text ?? '');
  let length = texts.reduce((sum, text) => sum + pastedLength(text), 0);
  const candidates = parts
    .map((part, index) => ({
      ...part,
      index,
      gain: pastedLength(part.text) - pastedLength(part.instead ?? ''),
    }))
    .filter(({ instead }) => instead !== null)
    .sort((one, other) => one.dispensable - other.dispensable || one.gain - other.gain);
  for (const { index, text, gain } of candidates) {
    if (length + gain > most) continue;
    texts[index] = text ?? '';
    length += gain;
  }
  return texts;
}

/** As a form of a browser counts and sends it, where a line ends in two characters. */
export function pastedLength(text: string | null): number {
  return text === null ? Infinity : text.length + text.split('\n').length - 1;
}
