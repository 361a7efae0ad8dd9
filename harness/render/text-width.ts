/**
 * How wide a text stands in Arimo, whose letters have the widths of Arial and Helvetica: thousandths of the font's size, from
 * the font's own table. An SVG is laid out before it is known where it will be seen, so a few per cent more or less do not matter.
 */
const widths: readonly (readonly [letters: string, thousandths: number])[] = [
  ["'", 191],
  ['ijl', 222],
  ['|', 260],
  [' !,./:;I[\\]ft', 278],
  ['()-`r', 333],
  ['"', 355],
  ['*', 389],
  ['^', 469],
  ['Jckssvxyz', 500],
  ['L_abdeghnopqu#$0123456789?', 556],
  ['+<=>~', 584],
  ['FTZ', 611],
  ['&ABEKPSVXY', 667],
  ['CDHNRUw', 722],
  ['GOQ', 778],
  ['Mm', 833],
  ['%', 889],
  ['W', 944],
  ['@', 1015],
];

const byLetter = new Map(widths.flatMap(([letters, width]) => [...letters].map((letter) => [letter, width])));

/** Of a letter that is not in the table; wide enough for most. */
const otherWidth = 600;

/** @returns px, for a font size in px */
export function textWidth(text: string, fontSize: number): number {
  let thousandths = 0;
  for (const letter of text) thousandths += byLetter.get(letter) ?? otherWidth;
  return (thousandths * fontSize) / 1_000;
}
