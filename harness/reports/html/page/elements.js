/** What the page is put together from. Text from outside is only ever set as text, never as markup. */

/**
 * @param {string} selector
 * @returns {Element}
 */
export function the(selector) {
  const found = document.querySelector(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} content
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/**
 * @param {string} label
 * @param {() => void} act
 */
export function button(label, act) {
  const made = element('button', { type: 'button' }, label);
  made.addEventListener('click', act);
  return made;
}

/** @param {number} value */
export function numberText(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: 6 });
}

/**
 * @param {string[]} titles
 * @param {string[][]} rows
 */
export function plainTable(titles, rows) {
  const isNumber = titles.map((_, column) =>
    rows.every((row) => /^(?:-?[\d,.]+|–)$/.test(row[column] ?? '')),
  );
  /** @param {number} column */
  const side = (column) => (isNumber[column] ? { class: 'r' } : {});
  const head = element(
    'tr',
    {},
    ...titles.map((title, column) => element('th', { scope: 'col', ...side(column) }, title)),
  );
  const body = rows.map((row) =>
    element('tr', {}, ...row.map((cell, column) => element('td', side(column), cell))),
  );
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...body));
}
