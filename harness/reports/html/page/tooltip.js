import { element, the } from './elements.js';

const tooltip = /** @type {HTMLElement} */ (the('#tooltip'));

/**
 * @param {unknown} _handler
 * @param {MouseEvent} event
 * @param {unknown} _item
 * @param {unknown} value null: nothing is under the pointer
 */
export function showTooltip(_handler, event, _item, value) {
  if (value === null || value === undefined || value === '') {
    tooltip.hidden = true;
    return;
  }
  const entries = typeof value === 'object' ? Object.entries(value) : [['', String(value)]];
  tooltip.replaceChildren(
    element(
      'dl',
      {},
      ...entries.flatMap(([name, text]) => [
        element('dt', {}, String(name)),
        // Vega writes numbers without marks of their thousands.
        element('dd', {}, /^\d+$/.test(String(text)) ? Number(text).toLocaleString('en') : String(text)),
      ]),
    ),
  );
  tooltip.hidden = false;
  const { width, height } = tooltip.getBoundingClientRect();
  const gap = 14;
  const x = Math.min(event.clientX + gap, innerWidth - width - 4);
  const below = event.clientY + gap;
  tooltip.style.left = `${Math.max(4, x)}px`;
  tooltip.style.top = `${below + height > innerHeight ? Math.max(4, event.clientY - gap - height) : below}px`;
}

export function hideTooltip() {
  tooltip.hidden = true;
}
