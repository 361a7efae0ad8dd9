import { expect, test } from 'vitest';
import { shapes, theme, type ThemeName } from './theme.ts';

/** Relative luminance as WCAG 2.2 has it, of `#rrggbb`. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((first, second) => first - second);
  return (light + 0.05) / (dark + 0.05);
}

/** Every colour below a key that says that it is text's. */
function textColours(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    return /^(?:label|title|subtitle)?color$/i.test(key) && value.startsWith('#') ? [value] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textColours(inner, name));
}

test.each<ThemeName>(['light', 'dark'])('text stands out from the paper of the %s theme', (name) => {
  const { background, axis, header, legend, text, title, style } = theme(name);
  const figure = (style as { figure: { fill: string } }).figure.fill;
  const colours = [...textColours({ axis, header, legend, text, title }), figure];
  expect(new Set(colours).size).toBeGreaterThan(1);
  for (const colour of colours) expect(contrast(colour, String(background))).toBeGreaterThanOrEqual(4.5);
});

test('contrast is computed as WCAG has it', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

test.each<ThemeName>(['light', 'dark'])('marks of the %s theme stand out from its paper', (name) => {
  const { background, range } = theme(name);
  for (const colour of (range as { category: readonly string[] }).category) {
    // Sky blue and orange are as pale as Okabe and Ito made them; their marks have a shape and a name besides.
    expect(contrast(colour, String(background))).toBeGreaterThanOrEqual(2);
  }
});

test.each<ThemeName>(['light', 'dark'])(
  'the %s theme has as many shapes as colours, all different',
  (name) => {
    const { category } = theme(name)['range'] as { category: readonly string[] };
    expect(new Set(category).size).toBe(category.length);
    expect(new Set(shapes).size).toBe(category.length);
  },
);
