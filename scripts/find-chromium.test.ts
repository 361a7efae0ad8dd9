import { chmodSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findChromium } from './find-chromium.ts';

test('the browser that is named, then the usual names in the order of PATH', () => {
  using folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'interleave-chromium-'));
  const file = path.join(folder.path, 'google-chrome');
  writeFileSync(file, '');
  const variables = { PATH: `${path.delimiter}/nowhere${path.delimiter}${folder.path}` };
  // Not yet a program.
  expect(findChromium(variables)).not.toBe(file);
  chmodSync(file, 0o755);
  expect(findChromium(variables)).toBe(file);
  expect(findChromium({ ...variables, CHROMIUM_PATH: '/opt/mine' })).toBe('/opt/mine');
});
