import path from 'node:path';
import { giveBackBetween } from '../bounded-memory.ts';
import { Failure, textOf } from '../failure.ts';
import { specification, type Chart } from '../reports/charts/chart.ts';
import { theme, type ThemeName } from '../reports/charts/theme.ts';
import { chartsFolder, type Picture } from '../reports/report.ts';
import { drawPng } from '../render/png.ts';
import { drawSvg } from '../render/svg.ts';
import { writeReport } from '../store/stored-folder.ts';
import { makeFolder } from '../make-folder.ts';

export const pictureFormats = ['svg', 'png', 'vl.json'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** Draws each chart in both themes. */
export async function drawCharts(charts: readonly Chart[]): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const chart of charts) {
    pictures.push({ chart, light: await drawSvg(chart, 'light'), dark: await drawSvg(chart, 'dark') });
  }
  return pictures;
}

/**
 * Draws charts and writes their files, one chart after the other: what drawing one takes is let go of before the next. One
 * that cannot be drawn is told of and left out: what was measured, and what was judged of it, stands without it.
 *
 * @param folder that of the reports; the pictures lie in `charts/` below it
 * @throws Failure of kind `cannotWrite`
 */
export async function illustrate(
  folder: string,
  charts: Iterable<Chart>,
  tell: (line: string) => void,
): Promise<{ pictures: Picture[]; files: string[] }> {
  const pictures: Picture[] = [];
  const files: string[] = [];
  for (const chart of charts) {
    let own: Picture[];
    try {
      own = await drawCharts([chart]);
    } catch (error) {
      tell(
        `warning: the chart ${chart.name} is missing, since drawing it failed: ${textOf(error)}; its figures are in the other reports`,
      );
      continue;
    }
    files.push(...(await writeWhatCanBe(path.join(folder, chartsFolder), own, tell)));
    pictures.push(...own);
    await giveBackBetween();
  }
  return { pictures, files };
}

/** Without what draws PNG files there are the others; each picture says so, since each lacks them. */
async function writeWhatCanBe(
  folder: string,
  pictures: readonly Picture[],
  tell: (line: string) => void,
): Promise<string[]> {
  try {
    return await writePictures(folder, pictures, pictureFormats);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'missingRuntime') throw error;
    tell(`warning: ${pictures.map(({ chart }) => chart.name).join(', ')}: ${error.message}`);
    return writePictures(
      folder,
      pictures,
      pictureFormats.filter((format) => format !== 'png'),
    );
  }
}

/**
 * Writes pictures as files: `<name>.svg` and `<name>-dark.svg`, as many PNG files, and `<name>.vl.json`, the specification
 * with its figures, in the first of the themes.
 *
 * @returns the files' paths
 * @throws Failure of kind `cannotWrite`
 */
export async function writePictures(
  folder: string,
  pictures: readonly Picture[],
  formats: readonly PictureFormat[],
  themes: readonly ThemeName[] = ['light', 'dark'],
): Promise<string[]> {
  if (pictures.length > 0) {
    await makeFolder(folder).catch((error: unknown) => {
      throw new Failure('cannotWrite', `cannot make the folder ${folder}: ${textOf(error)}`, {
        cause: error,
      });
    });
  }
  const written: string[] = [];
  const keep = (file: string): string => {
    written.push(path.join(folder, file));
    return file;
  };
  for (const { chart, light, dark } of pictures) {
    const drawn = [
      ['light', chart.name, light],
      ['dark', `${chart.name}-dark`, dark],
    ] as const;
    for (const [own, name, svg] of drawn) {
      if (!themes.includes(own)) continue;
      if (formats.includes('svg')) await writeReport(folder, keep(`${name}.svg`), [svg]);
      if (formats.includes('png')) await writeReport(folder, keep(`${name}.png`), await drawPng(svg));
    }
    if (formats.includes('vl.json')) {
      const text = `${JSON.stringify(specification(chart, theme(themes[0] ?? 'light')), null, 1)}\n`;
      await writeReport(folder, keep(`${chart.name}.vl.json`), [text]);
    }
  }
  return written;
}
