/**
 * The shortest decimal that reads back as the same number, never with an exponent: some spreadsheets and `awk` scripts
 * take `1e-7` or `1e+21` for text.
 *
 * @throws RangeError on NaN and infinities, which no CSV reader agrees about
 */
export function plainDecimal(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`expected a finite number, received ${value}`);
  if (Object.is(value, -0)) return '0';
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  // JavaScript writes an exponent from 1e21 on, where no digit of a double is left behind the point.
  return `${sign}${digits.padEnd(point, '0')}`;
}
