import { proofs } from './data.js';
import { element, numberText, plainTable } from './elements.js';

/**
 * What shows that the row's samples did the work that they say.
 * @param {number} place
 * @param {number} columns
 */
export function proofRow(place, columns) {
  const { cases, texts } = proofs();
  const proof = cases[place];
  if (proof === undefined) throw new Error(`the page has no proof ${place}`);
  /** @param {number} index */
  const text = (index) => texts[index] ?? '';
  const facts = proof.facts.flatMap(([name, value]) => [
    element('dt', {}, text(name)),
    element('dd', {}, text(value)),
  ]);
  const figures = proof.figures.map(([metric, unit, probe, n, median, low, high]) => [
    text(metric),
    text(probe),
    String(n),
    numberText(median),
    low === null || high === null ? 'none: n < 6' : `${numberText(low)} to ${numberText(high)}`,
    text(unit),
  ]);
  const inside = element('div', { class: 'inside' }, element('p', {}, element('code', {}, proof.id)));
  if (figures.length > 0)
    inside.append(
      element(
        'div',
        { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Figures with their intervals' },
        plainTable(['metric', 'probe', 'n', 'median', '95 % interval', 'unit'], figures),
      ),
    );
  inside.append(element('dl', {}, ...facts));
  return element('tr', { class: 'proof' }, element('td', { colspan: String(columns) }, inside));
}
