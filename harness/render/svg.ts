/** Specifications become pictures. The libraries are large, so they are loaded when the first picture is drawn. */
import { specification, type Chart } from '../reports/charts/chart.ts';
import { theme, type ThemeName } from '../reports/charts/theme.ts';
import { textWidth } from './text-width.ts';

/** Vega's types leave it out. */
interface TextMetrics {
  width: (item: { readonly fontSize?: number; readonly limit?: number }, text?: unknown) => number;
}

type LogCall = (...told: readonly unknown[]) => Logger;

interface Logger {
  readonly level: () => Logger;
  readonly error: LogCall;
  readonly warn: LogCall;
  readonly info: LogCall;
  readonly debug: LogCall;
}

/**
 * Draws a chart as SVG; the same chart gives the same text everywhere.
 *
 * @throws Error for what Vega-Lite warns of: a warned of picture does not show what its specification says
 */
export async function drawSvg(chart: Chart, themeName: ThemeName): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  // Without a canvas Vega takes every letter for 0.8 of the font's size, which is far too wide.
  (vega as unknown as { textMetrics: TextMetrics }).textMetrics.width = (
    { fontSize = 11, limit = 0 },
    text,
  ) => {
    const width = textWidth(String(text ?? ''), fontSize);
    // Vega cuts a text at its limit by itself, but asks for the room of the whole one.
    return limit > 0 ? Math.min(width, limit) : width;
  };
  const complaints: string[] = [];
  const logger: Logger = {
    level: () => logger,
    error: (...told) => complain(told),
    warn: (...told) => complain(told),
    info: () => logger,
    debug: () => logger,
  };
  function complain(told: readonly unknown[]): Logger {
    complaints.push(told.map(String).join(' '));
    return logger;
  }
  const { spec } = vegaLite.compile(specification(chart, theme(themeName)) as never, {
    logger: logger as never,
  });
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logger: logger as never });
  try {
    const svg = await view.toSVG();
    if (complaints.length > 0) throw new Error(`chart ${chart.name}: ${complaints.join('; ')}`);
    return allowedInXml(svg);
  } finally {
    view.finalize();
  }
}

/** A name from outside may hold what no XML document may, whichever way it is written; a reader would show nothing at all. */
function allowedInXml(text: string): string {
  return text.toWellFormed().replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '\ufffd');
}
