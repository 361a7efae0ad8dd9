import { plainDecimal } from './reports/plain-decimal.ts';
import { formatCount } from './reports/quantity.ts';

/** A share for people: `5 %`, `0.3 %`, `12.5 %`, `1,250 %`. Of small shares two digits, so that none shows as nothing. */
export function percent(share: number): string {
  const hundredths = share * 100;
  const size = Math.abs(hundredths);
  if (size >= 100) return `${formatCount(Math.round(hundredths))} %`;
  return `${plainDecimal(Number(size >= 10 ? hundredths.toFixed(1) : hundredths.toPrecision(2)))} %`;
}

/** Of a ln ratio: 0.0488 → `5 %`. */
export function percentOf(ln: number): string {
  return percent(Math.expm1(ln));
}
