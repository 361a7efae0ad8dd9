/**
 * Text that no reader takes for anything else: what a spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV
 * injection; the full-width signs are formulas in East Asian versions), a line ends in LF, and other control characters,
 * on which R and some databases stop, become U+FFFD.
 */
export function harmlessText(text: string): string {
  const defused = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return defused.replace(/\r\n?/g, '\n').replace(/(?![\t\n])\p{Cc}/gu, '\ufffd');
}
