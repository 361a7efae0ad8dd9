import type { VegaLite } from './chart.ts';

export type ThemeName = 'light' | 'dark';

/**
 * The eight colours of Okabe and Ito (2008, "Color Universal Design"), which people with any of the common kinds of colour
 * blindness tell apart. Yellow, which is too pale on white, and black, which is none on black, come last and are exchanged: on
 * white for a brown, as a darker yellow would look like vermillion to those who see no red.
 */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'] as const;
const lastColours = {
  light: ['#000000', '#7a3b00'],
  dark: ['#ffffff', '#f0e442'],
} as const;

/** As a series' colour, in the order of `range.category`: the last two are named, since each theme has its own. */
export const seriesColours: readonly (string | { readonly expr: string })[] = [
  ...colours,
  { expr: 'seventhColour' },
  { expr: 'eighthColour' },
];

/** Marks differ by shape too: colour alone is never what tells two series apart. The last are a cross that lies and an hourglass. */
export const shapes = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'M-1,-0.5L-0.5,-1L0,-0.5L0.5,-1L1,-0.5L0.5,0L1,0.5L0.5,1L0,0.5L-0.5,1L-1,0.5L-0.5,0Z',
  'M-0.9,-0.9L0.9,-0.9L-0.9,0.9L0.9,0.9Z',
] as const;

export type Shape = (typeof shapes)[number];

const [circle, square, triangleUp, diamond, cross, triangleDown, saltire, hourglass] = shapes;

/** The shapes that a runtime has for its variants, in all pictures; any other runtime has all. */
export const runtimeShapes: Readonly<Record<string, readonly Shape[]>> = {
  go: [circle, triangleUp, cross, saltire],
  node: [square, diamond, triangleDown, hourglass],
  os: [triangleUp, ...shapes.filter((shape) => shape !== triangleUp)],
};

/** Which of `seriesColours` a runtime prefers: Go the cool ones, Node.js the warm ones. */
export const runtimeColours: Readonly<Record<string, readonly number[]>> = {
  go: [0, 2, 4, 6],
  node: [1, 3, 5, 7],
  os: [2],
};

/** The font of the PNG files; where a page or an SVG file has it not, the next of the list has the same widths. */
const font = "Arimo, 'Liberation Sans', Arial, Helvetica, sans-serif";

const inks = {
  light: { paper: '#ffffff', ink: '#1b1f24', quiet: '#57606a', grid: '#e3e7eb' },
  dark: { paper: '#0d1117', ink: '#e6edf3', quiet: '#9da7b3', grid: '#2a313a' },
} as const;

/** Of what lies around a mark; on dark paper the same share of a colour is seen less. */
const opacities = { light: { band: 0.16, bar: 0.55 }, dark: { band: 0.28, bar: 0.7 } } as const;

/** Sizes are for a picture of 700 px: its smallest text is 12 px. */
export function theme(name: ThemeName): VegaLite {
  const { paper, ink, quiet, grid } = inks[name];
  const label = { labelFont: font, labelFontSize: 12, labelColor: ink };
  const title = { titleFont: font, titleFontSize: 12, titleFontWeight: 'bold', titleColor: ink };
  return {
    background: paper,
    padding: 14,
    font,
    view: { stroke: null },
    title: {
      anchor: 'start',
      frame: 'bounds',
      font,
      fontSize: 17,
      fontWeight: 'bold',
      color: ink,
      subtitleFont: font,
      subtitleFontSize: 12,
      subtitleColor: quiet,
      subtitlePadding: 6,
      subtitleLineHeight: 16,
      offset: 14,
    },
    axis: {
      ...label,
      ...title,
      domainColor: quiet,
      tickColor: quiet,
      gridColor: grid,
      labelLimit: 260,
      labelOverlap: 'greedy',
    },
    header: { ...label, labelFontWeight: 'bold', labelFontSize: 12, labelLimit: 660, ...title },
    legend: { ...label, ...title, labelLimit: 260, symbolSize: 90, symbolStrokeWidth: 2, symbolOpacity: 1 },
    text: { font, fontSize: 12, color: ink },
    point: { size: 70, filled: true, opacity: 1 },
    rule: { color: quiet },
    line: { strokeWidth: 2 },
    range: { category: [...colours, ...lastColours[name]], symbol: shapes },
    params: [
      { name: 'seventhColour', value: lastColours[name][0] },
      { name: 'eighthColour', value: lastColours[name][1] },
      { name: 'bandOpacity', value: opacities[name].band },
      { name: 'barOpacity', value: opacities[name].bar },
    ],
    // What is drawn in a theme's own ink, by name; a specification says `style`.
    style: {
      quiet: { color: quiet, stroke: quiet },
      figure: { fill: ink },
      // Below a figure, so that no grid line goes through it.
      halo: { fill: paper, stroke: paper, strokeWidth: 4, strokeJoin: 'round' },
      ink: { color: ink, stroke: ink },
      band: { color: grid },
    },
  };
}
