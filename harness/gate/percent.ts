/** Of a ln ratio: 0.0488 → `5 %`. */
export function percentOf(ln: number): string {
  return percent(Math.expm1(ln));
}

/** Two significant digits. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
