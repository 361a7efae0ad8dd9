/** A text as a literal of Vega's expression language, in which U+2028 and U+2029 end a line, as they did in JavaScript once. */
export function expressionText(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A column's name where Vega-Lite expects a path, in which a dot or a bracket leads into an object. */
export function columnPath(name: string): string {
  return name.replace(/[\\.[\]'"]/g, String.raw`\$&`);
}
