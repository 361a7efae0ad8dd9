/**
 * Welch's t test, two-sided p (Welch 1947; degrees of freedom after Welch and Satterthwaite), as hyperfine's script
 * `welch_ttest.py` applies SciPy's to two files of times.
 *
 * @throws RangeError for fewer than two values on a side
 */
export function welchTest(one: readonly number[], other: readonly number[]): { t: number; p: number } {
  const [a, b] = [moments(one), moments(other)];
  const [errorA, errorB] = [a.variance / one.length, b.variance / other.length];
  const error = errorA + errorB;
  if (error === 0) return { t: 0, p: a.mean === b.mean ? 1 : 0 };
  const t = (b.mean - a.mean) / Math.sqrt(error);
  const freedom = error ** 2 / (errorA ** 2 / (one.length - 1) + errorB ** 2 / (other.length - 1));
  return { t, p: incompleteBeta(freedom / (freedom + t * t), freedom / 2, 1 / 2) };
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  if (values.length < 2) throw new RangeError(`expected at least two values, received ${values.length}`);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, variance };
}

/** Regularised, by its continued fraction (Lentz's way; Abramowitz & Stegun 26.5.8). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly on one side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  const tiny = 1e-300;
  let [c, d] = [1, 1 / Math.max(tiny, 1 - ((a + b) * x) / (a + 1))];
  let fraction = d;
  for (let m = 1; m < 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d, tiny);
    c = nonZero(1 + even / c, tiny);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d, tiny);
    c = nonZero(1 + odd / c, tiny);
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** Lanczos's approximation (g = 7, nine terms), about 15 digits for positive arguments. */
function logGamma(x: number): number {
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const base = shifted + 7.5;
  const sum = terms.slice(1).reduce((all, term, index) => all + term / (shifted + index + 1), terms[0] ?? 0);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}
