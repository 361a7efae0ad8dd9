import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Renderer from '@resvg/resvg-js';
import { letGoOfUnseen } from '../bounded-memory.ts';
import { Failure, textOf } from '../failure.ts';

/** Pixels for each px of the picture: it stays sharp on screens that have two for one. */
const pixelRatio = 2;
const bytesPerPixel = 4;

/** Turns an SVG into a PNG of twice its size, with the font that comes with the package: the same bytes on every machine. */
export async function drawPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await renderer();
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: pixelRatio },
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: 'Arimo' },
  });
  const png = picture.render().asPng();
  await letGoOfUnseen(picture.width * picture.height * pixelRatio ** 2 * bytesPerPixel);
  return png;
}

async function renderer(): Promise<typeof Renderer> {
  try {
    return await import('@resvg/resvg-js');
  } catch (error) {
    throw new Failure(
      'missingRuntime',
      `PNG files need the package @resvg/resvg-js for ${process.platform} ${process.arch}, which is not installed: npm ci without --omit=optional; SVG files need nothing (${textOf(error).split('\n')[0]})`,
      { cause: error },
    );
  }
}

function fontFiles(): string[] {
  const folder = path.dirname(
    createRequire(import.meta.url).resolve('@expo-google-fonts/arimo/package.json'),
  );
  return ['400Regular/Arimo_400Regular.ttf', '700Bold/Arimo_700Bold.ttf'].map((file) =>
    path.join(folder, file),
  );
}
