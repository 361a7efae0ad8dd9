import { expect, test } from 'vitest';
import { shapes, theme, type ThemeName } from './theme.ts';

type Triple = readonly [number, number, number];

/** Linear light, of `#rrggbb`. */
function light(colour: string): Triple {
  const part = (at: number): number => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function times([first, second, third]: readonly [Triple, Triple, Triple], vector: Triple): Triple {
  const dot = (row: Triple): number => row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2];
  return [dot(first), dot(second), dot(third)];
}

/** Relative luminance as WCAG 2.2 has it, of `#rrggbb`. */
function luminance(colour: string): number {
  const [red, green, blue] = light(colour);
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

/**
 * What those see who lack one kind of cones: the matrices of Machado, Oliveira and Fernandes (2009, "A Physiologically-based
 * Model for Simulation of Color Vision Deficiency") for severity 1, over linear light.
 */
const visions: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Ottosson (2020, "A perceptual color space for image processing"), in which black and white are 1 apart. */
function oklab(linear: Triple): Triple {
  const [long, medium, short] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    linear,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(long), Math.cbrt(medium), Math.cbrt(short)],
  );
}

function seen(colour: string, vision: string): Triple {
  const within = (part: number): number => Math.min(1, Math.max(0, part));
  const matrix = visions[vision];
  if (matrix === undefined) throw new Error(`no vision ${vision}`);
  const [red, green, blue] = times(matrix, light(colour));
  return oklab([within(red), within(green), within(blue)]);
}

function apart(one: string, other: string, vision: string): number {
  const [first, second] = [seen(one, vision), seen(other, vision)];
  return Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

test('distances of colours are computed as published', () => {
  expect(apart('#000000', '#ffffff', 'all cones')).toBeCloseTo(1, 3);
  for (const vision of Object.keys(visions)) expect(apart('#000000', '#ffffff', vision)).toBeCloseTo(1, 2);
  // A red and a green that only those with all cones tell apart.
  expect(apart('#a46200', '#6b7a00', 'all cones')).toBeGreaterThan(0.1);
  expect(apart('#a46200', '#6b7a00', 'deuteranopia')).toBeLessThan(0.05);
});

/** Okabe and Ito's bluish green and reddish purple are 0.076 apart to those without medium cones: no pair is nearer. */
const leastApart = 0.07;

test.each<ThemeName>(['light', 'dark'])(
  'the colours of the %s theme are told apart, whichever kind of cones is missing',
  (name) => {
    const { category } = theme(name)['range'] as { category: readonly string[] };
    for (const vision of Object.keys(visions)) {
      for (const [index, one] of category.entries()) {
        for (const other of category.slice(index + 1)) {
          expect(apart(one, other, vision), `${one} and ${other}, ${vision}`).toBeGreaterThan(leastApart);
        }
      }
    }
  },
);
