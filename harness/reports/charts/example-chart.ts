import type { Chart } from './chart.ts';

/** For tests: as little as can be drawn. */
export const exampleChart: Chart = {
  name: 'sound',
  scenario: 'naps',
  title: 'Naps',
  subtitle: ['n 1'],
  description: 'Naps: 1',
  rows: [{ value: 1 }],
  spec: { mark: 'point', encoding: { x: { field: 'value', type: 'quantitative' } } },
};
