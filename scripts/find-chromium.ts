import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const others = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Why tests in a browser are skipped where there is none. */
export const noChromium = 'no Chromium here: install it, or name it by CHROMIUM_PATH';

/** The browser that CHROMIUM_PATH names, or the first of the usual names; null where there is none. */
export function findChromium(variables: Readonly<Record<string, string | undefined>>): string | null {
  const named = variables['CHROMIUM_PATH'];
  // What somebody asked for is not replaced by another: it fails where it is started.
  if (named !== undefined && named !== '') return named;
  const folders = (variables['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...candidates, ...others].find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
