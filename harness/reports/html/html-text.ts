import { oneLine } from '../harmless-text.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text from outside as it reads, between tags and in quoted attributes: no markup, no control character, no turned direction. */
export function htmlText(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (letter) => entities[letter] ?? '');
}

/** A value as JSON that may stand in a script element: nothing in it ends the element or begins a comment. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** An SVG as the address of an image, for an attribute in double quotes. What an image holds is drawn and never run. */
export function imageAddress(svg: string): string {
  // A quote in an attribute would be three letters, and there are thousands.
  const singly = svg.toWellFormed().replaceAll("'", '&apos;').replaceAll('"', "'");
  return `data:image/svg+xml,${singly.replace(/[%#&]|[^ -~]/gu, encodeURIComponent)}`;
}
