import stringWidth from 'string-width';

/** As much of a text as a width of terminal columns holds; what is cut ends in an ellipsis, and no character is torn. */
export function clipped(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let shown = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(shown + segment) > width - 1) break;
    shown += segment;
  }
  return `${shown}…`;
}
