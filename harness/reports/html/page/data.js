/** The figures that the page brings along as JSON. */

import { the } from './elements.js';

/**
 * @typedef {string | number | null} Cell
 * @typedef {Record<string, unknown>} Spec
 * @typedef {{ scale: Spec, axis: Spec }} OtherAxis one panel's
 * @typedef {{ type: 'linear' | 'log', panels: OtherAxis[], sides: [string, string] | null }} OtherAxes the declared type, what to change to, and an expression with what stands for it then
 * @typedef {{ name: string, title: string, subtitle: string[], width: number, spec: Spec, axes: Record<'x' | 'y', OtherAxes | null>, crossings: Record<string, number[]> | null, columns: string[], rows: Cell[][] }} ChartRecord
 * @typedef {{ themes: Record<'light' | 'dark', Spec>, charts: ChartRecord[] }} ChartData
 * @typedef {{ id: string, figures: [number, number, number, number, number, number | null, number | null][], facts: [number, number][] }} Proof
 * @typedef {{ cases: Proof[], texts: string[] }} ProofData
 * @typedef {{ runAsync: () => Promise<View>, finalize: () => void }} View
 * @typedef {{ parse: (spec: unknown, config: undefined, options: object) => unknown, View: new (runtime: unknown, options: object) => View, expressionInterpreter: unknown }} Vega
 * @typedef {{ compile: (spec: Spec, options: object) => { spec: unknown } }} VegaLite
 */

export const { vega, vegaLite } = /** @type {{ vega: Vega, vegaLite: VegaLite }} */ (
  /** @type {unknown} */ (globalThis)
);

export const chartData = /** @type {ChartData} */ (dataOf('chart-data'));

/** @type {ProofData | null} */
let proofData = null;

/** Read when it is first asked for: it is large. */
export function proofs() {
  proofData ??= /** @type {ProofData} */ (dataOf('proof-data'));
  return proofData;
}

/**
 * @param {string} id
 * @returns {unknown}
 */
function dataOf(id) {
  return JSON.parse(the(`#${id}`).textContent ?? '');
}
