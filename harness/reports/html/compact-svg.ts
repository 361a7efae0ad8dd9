/** A tag with its attributes; a quoted value may hold anything but its quote. */
const tag = /<(?:[^>"]|"[^"]*")*>/g;

/** What a screen reader is told of each mark is never read out of an image, whose own description stands beside it. */
const unseen =
  / (?:aria-[a-z]+|role|class|pointer-events|xmlns:xlink)="[^"]*"| opacity="1"| transform="translate\(0,0\)"/g;

/** Elements without children that draw nothing. */
const nothing = /^<(?:text\b.*|(?:line|path|rect)\b.* (?:opacity="0"|display="none"|d="M0,0h0v0h0Z").*)\/>$/s;

/** A picture of Vega's as a page needs it: the same to look at, two fifths of the size. */
export function compactSvg(svg: string): string {
  const drawn = svg.replace(tag, (own) => (nothing.test(own) ? '' : own.replace(unseen, '')));
  return withoutEmptyGroups(withOneFont(drawn));
}

/** All texts of a picture have the same font. */
function withOneFont(svg: string): string {
  const fonts = new Set(svg.match(/ font-family="[^"]*"/g));
  const [font] = fonts;
  return font === undefined || fonts.size > 1
    ? svg
    : svg.replaceAll(font, '').replace('<svg', () => `<svg${font}`);
}

/** Of nested ones first the innermost. */
function withoutEmptyGroups(svg: string): string {
  const fewer = svg.replace(/<g(?: [^>]*)?><\/g>|<g(?: [^>]*)?\/>/g, '');
  return fewer === svg ? svg : withoutEmptyGroups(fewer);
}
