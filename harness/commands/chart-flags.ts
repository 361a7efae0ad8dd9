import { Failure } from '../failure.ts';
import type { Regime } from '../model.ts';
import type { PictureWish } from '../reports/charts/chart.ts';
import { oneLine } from '../reports/harmless-text.ts';
import type { ThemeName } from '../reports/charts/theme.ts';
import { drawStored, type PictureRequest } from './chart.ts';
import { pictureFormats, type PictureFormat } from './draw-charts.ts';
import { checkSingleOptions, parseRegimes } from './flag-values.ts';
import { didYouMean } from './nearest.ts';
import type { Flags } from './options.ts';
import type { Session } from './session.ts';

/** Draws what is stored, as the options say. @returns the exit code. */
export async function chartByFlags(flags: Flags, session: Session): Promise<number> {
  checkSingleOptions(flags);
  return drawStored(
    {
      folder: flags.folder ?? '',
      scenario: flags.scenario ?? null,
      picture: pictureBy(flags),
      formats: formatsOf(flags),
      themes: themesOf(flags),
      out: flags.out ?? null,
      name: nameOf(flags),
      json: flags.json,
    },
    session,
  );
}

/** Null: all that is declared. */
function pictureBy(flags: Flags): PictureRequest | null {
  const { y, x, facet, where, variant, cores } = flags;
  if (y === undefined) {
    for (const name of ['x', 'facet', 'where', 'variant', 'cores', 'log', 'name', 'title'] as const) {
      if (flags[name] === undefined) continue;
      throw new Failure('usage', `--${name}: expected --y beside it, the metric to draw; received none`);
    }
    return null;
  }
  return {
    metric: y,
    over: x ?? null,
    facet: facet ?? null,
    where: where ?? [],
    variants: variant ?? [],
    regime: cores === undefined ? null : regimeOf(cores),
    log: logOf(flags),
    title: titleOf(flags),
  };
}

function regimeOf(text: string): Regime {
  const [regime, ...more] = parseRegimes(text);
  if (regime !== undefined && more.length === 0) return regime;
  throw new Failure(
    'usage',
    `--cores: expected 1 or all, received ${text}; --facet regime gives each a panel`,
  );
}

function logOf({ log }: Flags): PictureWish['log'] {
  if (log === undefined) return undefined;
  switch (listed(log).join(',')) {
    case 'none':
      return { x: false, y: false };
    case 'x':
      return { x: true, y: false };
    case 'y':
      return { x: false, y: true };
    case 'x,y':
    case 'y,x':
      return { x: true, y: true };
    default:
      throw new Failure('usage', `--log: expected x, y, x,y or none, received ${log}`);
  }
}

function formatsOf({ format }: Flags): readonly PictureFormat[] {
  if (format === undefined) return pictureFormats;
  return listed(format).map((name) => {
    const found = pictureFormats.find((known) => known === name);
    if (found !== undefined) return found;
    throw new Failure(
      'usage',
      `--format: expected ${pictureFormats.join(', ')}, or several with commas, received ${format}${didYouMean(name, pictureFormats)}`,
    );
  });
}

/** What stands between commas; a shell's quotes may keep blanks after them. */
function listed(text: string): string[] {
  return text.split(',').map((own) => own.trim());
}

function themesOf({ theme }: Flags): readonly ThemeName[] {
  switch (theme) {
    case undefined:
    case 'both':
      return ['light', 'dark'];
    case 'light':
    case 'dark':
      return [theme];
    default:
      throw new Failure(
        'usage',
        `--theme: expected light, dark or both, received ${theme}${didYouMean(theme, ['light', 'dark', 'both'])}`,
      );
  }
}

/** Letters: five lines of a picture. */
const longestTitle = 300;

function titleOf({ title }: Flags): string | null {
  if (title === undefined) return null;
  const expected = `--title: expected one line of at most ${longestTitle} letters`;
  // Also what turns the reading direction, as a picture would not show it as it was typed.
  if (title !== oneLine(title))
    throw new Failure('usage', `${expected}, received control characters (${oneLine(title)})`);
  if (title.trim() === '') throw new Failure('usage', `${expected}, received blanks alone`);
  if (title.length <= longestTitle) return title.trim();
  throw new Failure('usage', `${expected}, received ${title.length}`);
}

function nameOf({ name }: Flags): string | null {
  if (name === undefined || /^[A-Za-z0-9][\w.-]*$/.test(name)) return name ?? null;
  throw new Failure(
    'usage',
    `--name: expected letters, digits, dots, hyphens and underscores, received ${name}; --out names the folder`,
  );
}
