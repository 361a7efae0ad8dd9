/** What is ticked and typed above the figures. */

import { the } from './elements.js';

const root = document.documentElement;
const darkSystem = matchMedia('(prefers-color-scheme: dark)');
export const toolbar = /** @type {HTMLFormElement} */ (the('form.toolbar'));

/** A group without boxes lets everything through. */
let chosen = readToolbar();

export function readChoice() {
  chosen = readToolbar();
}

/** @param {(word: string) => boolean} isThere */
export function hasWords(isThere) {
  return chosen.words.every(isThere);
}

function readToolbar() {
  const fields = new FormData(toolbar);
  /** @param {string} name */
  const ticked = (name) =>
    toolbar.querySelector(`input[name=${name}]`) === null ? null : new Set(fields.getAll(name));
  return {
    words: String(fields.get('filter') ?? '')
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== ''),
    regime: ticked('regime'),
    runtime: ticked('runtime'),
    level: ticked('level'),
  };
}

/**
 * @param {'regime' | 'runtime' | 'level'} group
 * @param {string | null | undefined} value
 */
export function isTicked(group, value) {
  const ticked = chosen[group];
  // What belongs to no regime or level is touched by none of its boxes.
  return ticked === null || value === null || value === undefined || ticked.has(value);
}

export function isDark() {
  const choice = root.dataset['colours'];
  return choice === undefined ? darkSystem.matches : choice === 'dark';
}

/** @param {string} choice */
export function setColours(choice) {
  if (choice === '') delete root.dataset['colours'];
  else root.dataset['colours'] = choice;
}

/** @param {() => void} act */
export function whenSystemTurns(act) {
  darkSystem.addEventListener('change', act);
}
