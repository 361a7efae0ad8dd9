/**
 * The run as one page that needs nothing else: no network, no other file. Without its program it still shows every chart and
 * every table; with it charts answer to a pointer, and tables can be sorted, filtered and opened.
 */
import { regimes } from '../../model.ts';
import { incomparableCases } from '../comparability.ts';
import { crossoverBasis, crossoverTables, type CrossoverTable } from '../crossover-tables.ts';
import { summariseCrossovers, type CrossoverSummary } from '../crossovers.ts';
import { environmentRows } from '../environment-table.ts';
import { levelTables, reportMetrics, type LevelTable } from '../level-tables.ts';
import { counted } from '../quantity.ts';
import { readingNotes } from '../reading-notes.ts';
import type { Picture, ReportFormat, Run } from '../report.ts';
import { takenSamples } from '../run-view.ts';
import { slopeReservations, slopeTable, slopeWarnings } from '../slope-table.ts';
import { summariseCases, summariseSlopes, type SlopeSummary } from '../summaries.ts';
import { unusableSamples } from '../unusable-samples.ts';
import { caseProofs } from './case-proofs.ts';
import { chartData, chartFigure } from './chart-figures.ts';
import { figuresTable, type RowOrigin } from './figures-table.ts';
import { htmlText } from './html-text.ts';
import type { PageAssets } from './page-assets.ts';
import { proofData } from './proof-data.ts';

export function reportHtml(assets: PageAssets): ReportFormat {
  return { file: 'report.html', write: (run, pictures = []) => page(run, pictures, assets) };
}

function* page(run: Run, pictures: readonly Picture[], assets: PageAssets): Iterable<string> {
  const summaries = summariseCases(run);
  const tables = levelTables(run, summaries, reportMetrics);
  const places = new Map(run.plan.cases.map(({ id }, place) => [id, place]));
  const flags = incomparableCases(run);
  const originOf: OriginOf = (own) => ({
    case: own,
    proof: places.get(own.id) ?? null,
    flag: flags.get(own.id) ?? null,
  });
  yield head(run, assets);
  yield environmentSection(run);
  yield contents(run);
  yield toolbar(run, tables);
  yield '<main id="figures" tabindex="-1">\n';
  const slopes = summariseSlopes(run);
  const crossovers = summariseCrossovers(run);
  for (const scenario of run.scenarios) {
    yield `<section class="scenario" id="${htmlText(scenario.name)}"><h2>${htmlText(scenario.name)}</h2>\n<p class="question">${htmlText(scenario.question)}</p>\n`;
    for (const [place, picture] of pictures.entries()) {
      if (picture.chart.scenario === scenario.name) yield chartFigure(picture, place, tables, flags);
    }
    for (const table of tables.filter((candidate) => candidate.scenario === scenario)) {
      yield `<section class="level" data-level="${levelKey(scenario.name, table.level)}">\n`;
      yield* levelTable(table, originOf);
      yield* slopePart(
        table,
        slopes.filter((slope) => slope.case.scenario === scenario.name && slope.case.level === table.level),
      );
      yield '</section>\n';
    }
    for (const table of crossoverTables(crossovers).filter((candidate) => candidate.scenario === scenario)) {
      yield* crossoverPart(
        table,
        crossovers.filter(({ definition }) => definition === table.definition),
      );
    }
    yield '</section>\n';
  }
  yield* unusablePart(run);
  yield `<section><h2>How to read this</h2>\n<ul>${readingNotes.map((note) => `<li>${withCode(note)}</li>`).join('\n')}</ul></section>\n</main>\n`;
  yield `<div id="tooltip" role="tooltip" hidden></div>\n`;
  yield* dataBlock('chart-data', chartData(pictures));
  yield* dataBlock('proof-data', proofData(caseProofs(run, summaries)));
  yield `<!--\n${assets.licences}\n-->\n`;
  for (const { text } of assets.libraries) yield `<script>${text}</script>\n`;
  yield `<script type="module">${assets.program.text}</script>\n`;
  yield '</body></html>\n';
}

type OriginOf = (own: RowOrigin['case']) => RowOrigin;

function head({ plan }: Run, { style, libraries, program }: PageAssets): string {
  const allowed = (hashes: readonly { readonly sha256: string }[]): string =>
    hashes.map(({ sha256 }) => `'sha256-${sha256}'`).join(' ');
  const policy = `default-src 'none'; script-src ${allowed([...libraries, program])}; style-src ${allowed([style])}; img-src data:; base-uri 'none'; form-action 'none'`;
  const title = htmlText(`Interleave run ${plan.runId}`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style.text}</style>
</head><body>
<a class="skip" href="#figures">Skip to the figures</a>
<header><h1>${title}</h1></header>
`;
}

function environmentSection({ plan, environment }: Run): string {
  const rows = environmentRows(plan, environment).map(
    ([name, value]) => `<tr><th scope="row">${htmlText(name)}</th><td>${htmlText(value)}</td></tr>`,
  );
  return `${doubtList([], environment.warnings)}<details class="environment" open><summary>Environment</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Environment"><table><tbody>${rows.join('\n')}</tbody></table></div></details>
`;
}

function contents({ scenarios }: Run): string {
  if (scenarios.length < 2) return '';
  const links = scenarios.map(({ name }) => `<li><a href="#${htmlText(name)}">${htmlText(name)}</a></li>`);
  return `<nav aria-label="Scenarios"><ul>${links.join('')}</ul></nav>\n`;
}

/** What needs the page's program, which shows it. */
function toolbar({ plan }: Run, tables: readonly LevelTable[]): string {
  const present = <T>(values: readonly T[]): T[] => [...new Set(values)];
  const regimesThere = regimes.filter((regime) => plan.cases.some((own) => own.regime === regime));
  const runtimes = present(plan.cases.map(({ runtime }) => runtime)).sort();
  const levels = tables.map(({ scenario, level }) => ({
    value: levelKey(scenario.name, level),
    label: `${htmlText(scenario.name)}: ${htmlText(level)}`,
  }));
  return `<form class="toolbar" aria-label="What is shown" hidden>
<label class="filter">Filter rows <input type="search" name="filter" autocomplete="off" spellcheck="false" placeholder="words of a row: go tasks 1,000"></label>
${switches('regime', 'Regime', regimesThere.map(same))}${switches('runtime', 'Runtime', runtimes.map(same))}${switches('level', 'Level', levels)}<label>Colours <select name="colours"><option value="">as the system</option><option value="light">light</option><option value="dark">dark</option></select></label>
<output name="shown" aria-live="polite"></output>
</form>
`;
}

function same(value: string): { value: string; label: string } {
  return { value: htmlText(value), label: htmlText(value) };
}

/** Boxes that can be unticked; none where there is but one. Already escaped. */
function switches(
  name: string,
  title: string,
  options: readonly { readonly value: string; readonly label: string }[],
): string {
  if (options.length < 2) return '';
  const boxes = options
    .map(
      ({ value, label }) =>
        `<label><input type="checkbox" name="${name}" value="${value}" checked>${label}</label>`,
    )
    .join('\n');
  const group = (inner: string): string => `<div role="group" aria-label="${title}">${inner}</div>`;
  // Many of them would fill a screen.
  return options.length > 4
    ? `<details><summary>${title}</summary>${group(boxes)}</details>\n`
    : `${group(`<b>${title}</b>${boxes}`)}\n`;
}

/** Escaped. */
function levelKey(scenario: string, level: string): string {
  return htmlText(`${scenario} ${level}`);
}

function* levelTable(table: LevelTable, originOf: OriginOf): Iterable<string> {
  const { scenario, level, description, constants, reservations, warnings, notes, cases } = table;
  yield `<h3>${htmlText(level)}: ${htmlText(description)}</h3>\n`;
  if (constants.length > 0)
    yield `<p class="constants">In all rows: ${htmlText(constants.join(', '))}.</p>\n`;
  yield doubtList(reservations, warnings);
  yield* figuresTable({
    ...table,
    label: `${scenario.name}, ${level}`,
    words: [scenario.name, level, ...constants],
    origins: cases.map(originOf),
  });
  for (const note of notes) yield `<p class="note">Note: ${htmlText(note)}.</p>\n`;
}

function* slopePart({ scenario, level }: LevelTable, slopes: readonly SlopeSummary[]): Iterable<string> {
  if (slopes.length === 0) return;
  const table = slopeTable(scenario, slopes);
  yield `<p>Memory as a slope over <code>${htmlText(scenario.sizeParameter)}</code>, one slope a round: what one more task costs, without what the runtime costs anyway.</p>\n`;
  if (table.constants.length > 0)
    yield `<p class="constants">In all rows: ${htmlText(table.constants.join(', '))}.</p>\n`;
  yield doubtList(slopeReservations(scenario.sizeParameter, slopes), slopeWarnings(slopes));
  yield* figuresTable({
    ...table,
    label: `${scenario.name}, ${level}: memory as a slope`,
    words: [scenario.name, level, 'slope', ...table.constants],
    origins: slopes.map((slope) => ({ case: slope.case, proof: null, flag: null })),
  });
}

function* crossoverPart(table: CrossoverTable, summaries: readonly CrossoverSummary[]): Iterable<string> {
  const { scenario, definition, constants, reservations } = table;
  yield `<section class="crossover"><h3>${htmlText(definition.question)}</h3>\n<p class="constants">By ${htmlText(crossoverBasis(table))}. In all rows: ${htmlText(constants.join(', '))}.</p>\n`;
  yield doubtList(reservations, []);
  yield* figuresTable({
    ...table,
    label: `${scenario.name}, ${definition.name}`,
    words: [scenario.name, definition.name, ...constants],
    origins: summaries.map((summary) => ({ case: summary.case, proof: null, flag: null })),
  });
  yield '</section>\n';
}

function* unusablePart(run: Run): Iterable<string> {
  const unusable = unusableSamples(takenSamples(run).attempts);
  if (unusable.length === 0) return;
  const cases = new Map(run.plan.cases.map((own) => [own.id, own]));
  const left = (title: string) => ({ title, unit: '', align: 'left' as const });
  yield `<section><h2>Samples without figures</h2>\n<p>${counted(unusable.length, 'kind')} of them; attempts that were repeated are among them.</p>\n`;
  yield* figuresTable({
    label: 'Samples without figures',
    words: ['without figures'],
    columns: [left('case'), left('probe'), left('status'), left('reason'), left('order')],
    rows: unusable.map(({ case: id, probe, status, reason, orders }) => [id, probe, status, reason, orders]),
    origins: unusable.flatMap(({ case: id }) => {
      const own = cases.get(id);
      return own === undefined ? [] : [{ case: own, proof: null, flag: null }];
    }),
  });
  yield '</section>\n';
}

/** What stands over figures: why not all of them must be compared, and what may be wrong with them. */
function doubtList(reservations: readonly string[], warnings: readonly string[]): string {
  const items = [
    ...reservations.map((reason) => `<li><strong>Not comparable:</strong> ${htmlText(reason)}</li>`),
    ...warnings.map((warning) => `<li><strong>Warning:</strong> ${htmlText(warning)}</li>`),
  ];
  return items.length === 0 ? '' : `<ul class="doubts">${items.join('\n')}</ul>\n`;
}

function withCode(note: string): string {
  return htmlText(note).replace(/`([^`]*)`/g, '<code>$1</code>');
}

function* dataBlock(id: string, json: Iterable<string>): Iterable<string> {
  yield `<script type="application/json" id="${id}">`;
  yield* json;
  yield '</script>\n';
}
