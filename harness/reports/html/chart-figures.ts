import { specification, type ChartRow, type VegaLite } from '../charts/chart.ts';
import { caseColumns } from '../charts/figure-row.ts';
import { theme } from '../charts/theme.ts';
import { oneLine } from '../harmless-text.ts';
import type { LevelTable } from '../level-tables.ts';
import type { Picture } from '../report.ts';
import { compactSvg } from './compact-svg.ts';
import { htmlText, imageAddress, scriptJson } from './html-text.ts';
import { otherAxes } from './other-axes.ts';
import { otherCrossings } from './other-crossings.ts';

/**
 * A picture that needs no program; the page's own makes it answer to a pointer.
 *
 * @param place its place in `chartData`
 * @param flags why a case must not be compared with others, by its id
 */
export function chartFigure(
  { chart, light, dark }: Picture,
  place: number,
  tables: readonly LevelTable[],
  flags: ReadonlyMap<string, string>,
): string {
  const image = (kind: string, svg: string): string =>
    `<img class="${kind}" alt="${htmlText(chart.description)}" src="${imageAddress(compactSvg(svg))}">`;
  return `<figure class="chart" id="chart-${htmlText(chart.name)}" data-chart="${place}">
<div class="scroll" tabindex="0" role="region" aria-label="Chart: ${htmlText(chart.title)}">
<div class="static">${image('light', light)}${image('dark', dark)}</div>
</div>
<p class="hint">The chart is wider than the screen: scroll it sideways.</p>
${flagsOf(chart.rows, tables, flags)}${doubtsOf(chart.rows, tables)}</figure>
`;
}

/** The marks that must not be held against others. */
function flagsOf(
  rows: readonly ChartRow[],
  tables: readonly LevelTable[],
  flags: ReadonlyMap<string, string>,
): string {
  const items = tables
    .flatMap(({ cases }) => cases)
    .flatMap((own) => {
      const flag = flags.get(own.id);
      const isShown = rows.some((row) =>
        Object.entries(caseColumns(own)).every(([column, value]) => row[column] === value),
      );
      return flag === undefined || !isShown
        ? []
        : [`<li><strong>Not comparable:</strong> ${htmlText(`${own.variant}, ${flag} (${own.id})`)}</li>`];
    });
  return items.length === 0 ? '' : `<ul class="doubts">${items.join('\n')}</ul>\n`;
}

/** What stands over the tables of the chart's levels concerns its marks as well. */
function doubtsOf(rows: readonly ChartRow[], tables: readonly LevelTable[]): string {
  const levels = new Set(rows.map(({ scenario, level }) => `${scenario} ${level}`));
  const own = tables.filter(({ scenario, level }) => levels.has(`${scenario.name} ${level}`));
  const lines = new Set(
    own.flatMap(({ level, warnings }) => warnings.map((warning) => `${level}: ${warning}`)),
  );
  if (lines.size === 0) return '';
  const items = [...lines].map((line) => `<li>${htmlText(line)}</li>`);
  return `<details class="doubts"><summary>Warnings: ${lines.size}</summary><ul>${items.join('')}</ul></details>\n`;
}

/** What stands in the page already, or once for all charts, is left out. */
function ownSpec({
  $schema: _schema,
  description: _description,
  data: _data,
  config: _config,
  title: _title,
  ...spec
}: VegaLite): VegaLite {
  return spec;
}

/** What the page's program draws charts from, as JSON in pieces: each figure once. */
export function* chartData(pictures: readonly Picture[]): Iterable<string> {
  yield `{"themes":${scriptJson({ light: theme('light'), dark: theme('dark') })},"charts":[`;
  for (const [index, { chart, light }] of pictures.entries()) {
    const columns = [...new Set(chart.rows.flatMap((row) => Object.keys(row)))];
    const spec = ownSpec(specification(chart, {}));
    const axes = { x: otherAxes(chart, 'x'), y: otherAxes(chart, 'y') };
    const rows = chart.rows.map((row) => columns.map((column) => row[column] ?? null));
    yield `${index === 0 ? '' : ',\n'}${scriptJson({
      name: chart.name,
      title: oneLine(chart.title),
      subtitle: chart.subtitle.map(oneLine),
      width: Number(/^<svg[^>]* width="([\d.]+)"/.exec(light)?.[1]),
      spec,
      axes,
      crossings: otherCrossings(chart, axes),
      columns,
      rows,
    })}`;
  }
  yield ']}';
}
