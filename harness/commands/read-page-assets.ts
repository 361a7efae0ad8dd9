import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PageAsset, PageAssets } from '../reports/html/page-assets.ts';

/** Reads what report.html brings along: the libraries from where they are installed, the page's own from beside the reports. */
export async function readPageAssets(): Promise<PageAssets> {
  const [vega, vegaLite, interpreter, program, style] = await Promise.all([
    readFile(path.join(builtOf('vega'), 'vega.min.js'), 'utf8'),
    readFile(path.join(builtOf('vega-lite'), 'vega-lite.min.js'), 'utf8'),
    readFile(path.join(builtOf('vega-interpreter'), 'vega-interpreter.js'), 'utf8'),
    readProgram(),
    readFile(ownFile('page.css'), 'utf8'),
  ]);
  return {
    style: asset(style, '</style'),
    libraries: [vega, vegaLite, withoutModules(interpreter)].map((text) => asset(text, '</script')),
    program: asset(program, '</script'),
    licences: await licences(),
  };
}

/** The packages name one file each; what is made for pages lies beside it. */
function builtOf(library: string): string {
  return path.dirname(createRequire(import.meta.url).resolve(library));
}

function ownFile(name: string): string {
  return fileURLToPath(new URL(`../reports/html/${name}`, import.meta.url));
}

/** In the order in which they are put together: each imports of those before it alone. */
export const programParts = [
  'elements',
  'data',
  'toolbar',
  'tooltip',
  'downloads',
  'sorting',
  'proofs',
  'tables',
  'chart-axes',
  'narrow-chart',
  'live-chart',
  'start',
] as const;

/** One module, since a page opened from the disk may import none: names that are exported are the same in all parts. */
async function readProgram(): Promise<string> {
  const texts = await Promise.all(
    programParts.map(async (part) => {
      const text = await readFile(ownFile(`page/${part}.js`), 'utf8');
      const script = text
        .replace(/^import \{[^}]*\} from '\.\/[a-z-]+\.js';\n/gm, '')
        .replace(/^export (?=(?:async )?(?:const|function|class)\b)/gm, '');
      if (/^(import|export)\b/m.test(script))
        throw new Error(
          `expected imports of names from neighbours and exported const, function and class in page/${part}.js, found others: read them here`,
        );
      return script;
    }),
  );
  return texts.join('\n');
}

/** A page cannot import: the one import and the one export of the interpreter become what `vega` holds. */
function withoutModules(text: string): string {
  const script = text
    .replace(/^import \{([^}]*)\} from 'vega-util';$/m, 'const {$1} = vega;')
    .replace(
      /^export \{ expression as expressionInterpreter \};$/m,
      'vega.expressionInterpreter = expression;',
    )
    .replace(/^\/\/# sourceMapping.*$/m, '');
  if (/^(import|export)\b/m.test(script) || !script.includes('vega.expressionInterpreter = '))
    throw new Error('expected one import and one export in vega-interpreter, found others: read them here');
  return `(() => {\n${script}\n})();`;
}

function asset(text: string, end: string): PageAsset {
  // A page's reader turns CR into LF, and what is hashed would not be what is read.
  if (/[\r\0]/.test(text) || text.toLowerCase().includes(end) || text.includes('<!--'))
    throw new Error(`expected a text that can stand in a page, found a CR, "${end}" or "<!--" in it`);
  return { text, sha256: createHash('sha256').update(text).digest('base64') };
}

/** Vega's file for pages holds its parts of D3 and TopoJSON too, which each have one licence for all their parts. */
async function licences(): Promise<string> {
  const files = [
    ['vega'],
    ['vega-lite'],
    ['vega-interpreter'],
    ['vega', 'vega-scale', 'd3-array'],
    ['vega', 'vega-loader', 'topojson-client'],
  ].map(licenceOf);
  const texts = await Promise.all(
    files.map(async (file) => `${path.basename(path.dirname(file))}:\n${await readFile(file, 'utf8')}`),
  );
  // Two hyphens might end the comment in which they stand.
  return texts.join('\n').replaceAll('--', '- -');
}

/** @param chain packages, each but the first found by the one before, which alone can name it */
function licenceOf(chain: readonly string[]): string {
  const found = chain.reduce((from, name) => createRequire(from).resolve(name), import.meta.url);
  const name = chain.at(-1) ?? '';
  const folder = path.join(path.sep, 'node_modules', name, path.sep);
  return path.join(found.slice(0, found.lastIndexOf(folder) + folder.length), 'LICENSE');
}
