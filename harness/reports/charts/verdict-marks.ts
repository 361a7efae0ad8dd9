import type { VegaLite } from './chart.ts';
import type { shapes } from './theme.ts';

/** How what is said of a comparison looks: word, colour and shape, so that no reader needs all three. */
interface VerdictMark {
  readonly colour: string;
  readonly shape: (typeof shapes)[number];
}

const worse: VerdictMark = { colour: '#d55e00', shape: 'triangle-up' };
const better: VerdictMark = { colour: '#009e73', shape: 'triangle-down' };
const same: VerdictMark = { colour: '#0072b2', shape: 'circle' };
const open: VerdictMark = { colour: '#cc79a7', shape: 'square' };
/** Grey on paper and on black alike. */
const none: VerdictMark = { colour: '#808a94', shape: 'cross' };
const unshown: VerdictMark = { colour: '#808a94', shape: 'circle' };

/** By the word that stands beside the mark: those of a check, then those of a comparison without a gate. */
const verdictMarks: Readonly<Record<string, VerdictMark>> = {
  regressed: worse,
  improved: better,
  unchanged: same,
  inconclusive: open,
  'not measured': none,
  worse,
  better,
  more: { colour: '#0072b2', shape: 'triangle-up' },
  less: { colour: '#0072b2', shape: 'triangle-down' },
  'in doubt': open,
  unclear: unshown,
  // Of two runs, what the machine did: nobody's merit.
  'control moved': { colour: '#0072b2', shape: 'diamond' },
  control: { colour: '#808a94', shape: 'diamond' },
  'too few': none,
  'no ratio': none,
};

/** Colour and shape of the field `verdict`; the words stand in the picture, so that no legend does. */
export function verdictScales(words: readonly string[]): { color: VegaLite; shape: VegaLite } {
  const domain = [...new Set(words)];
  const marks = domain.map((word) => verdictMarks[word] ?? none);
  const channel = { field: 'verdict', type: 'nominal', legend: null };
  return {
    color: { ...channel, scale: { domain, range: marks.map(({ colour }) => colour) } },
    shape: { ...channel, scale: { domain, range: marks.map(({ shape }) => shape) } },
  };
}
