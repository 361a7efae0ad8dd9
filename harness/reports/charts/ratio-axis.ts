import { plainDecimal } from '../plain-decimal.ts';
import { formatCount } from '../quantity.ts';
import type { VegaLite } from './chart.ts';

/** Below it a ratio is read as a percentage, and from it on as a factor: as `ratio-text.ts` has it. */
const leastFactor = 1.5;

const percentSteps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
/** For axes that end below the factor. */
const factorTicks: readonly (readonly [below: number, ticks: readonly number[]])[] = [
  [3.2, [0.4, 0.5, 0.7, 1, 1.5, 2, 3]],
  [3.2, [0.5, 1, 2]],
  [30, [0.1, 0.2, 0.5, 1, 2, 5, 10]],
  [30, [0.1, 0.3, 1, 3, 10]],
];

/**
 * A logarithmic axis of ratios, labelled `+5 %` or `2 ×`. What lies beyond its ends stands at them: tell it.
 *
 * @param low and `high`: the ratios at its ends, 1 between them
 * @param mostTicks for which there is room
 */
export function ratioAxis(low: number, high: number, mostTicks: number): { scale: VegaLite; axis: VegaLite } {
  const isPercent = Math.max(high, 1 / low) < leastFactor;
  const ticks = isPercent ? percentTicks(low, high, mostTicks) : factorTicksWithin(low, high, mostTicks);
  const labels = ticks.map((ratio) => (isPercent ? percentLabel(ratio) : factorLabel(ratio)));
  return {
    scale: { type: 'log', domain: [low, high], nice: false, clamp: true },
    axis: {
      values: ticks,
      labelExpr: `${JSON.stringify(labels)}[indexof(${JSON.stringify(ticks)}, datum.value)]`,
      labelOverlap: false,
    },
  };
}

function percentTicks(low: number, high: number, most: number): number[] {
  const ticksBy = (step: number): number[] => {
    const count = (room: number): number => Math.floor(room / step + 1e-9);
    const below = count(1 - low);
    return Array.from({ length: below + count(high - 1) + 1 }, (_, index) =>
      Number((1 + (index - below) * step).toFixed(4)),
    );
  };
  return ticksBy(percentSteps.find((step) => ticksBy(step).length <= most) ?? 0.2);
}

function factorTicksWithin(low: number, high: number, most: number): number[] {
  const isWithin = (ratio: number): boolean => ratio >= low * (1 - 1e-9) && ratio <= high * (1 + 1e-9);
  for (const [below, ticks] of factorTicks) {
    const within = ticks.filter(isWithin);
    if (Math.max(high, 1 / low) < below && within.length <= most) return within;
  }
  const [least, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.ceil((last - least + 1) / most);
  const first = Math.ceil(least / every);
  return Array.from({ length: Math.floor(last / every) - first + 1 }, (_, index) =>
    Number(`1e${(first + index) * every}`),
  );
}

/** `0.5 ×`, `10,000 ×` */
function factorLabel(ratio: number): string {
  return `${ratio < 1_000 ? plainDecimal(ratio) : formatCount(ratio)} ×`;
}

/** `+5 %`, `−0.5 %`, `0 %` */
function percentLabel(ratio: number): string {
  const hundredths = Number(((ratio - 1) * 100).toFixed(2));
  const sign = hundredths === 0 ? '' : hundredths > 0 ? '+' : '−';
  return `${sign}${plainDecimal(Math.abs(hundredths))} %`;
}
