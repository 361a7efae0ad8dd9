import { expect, test } from 'vitest';
import { checkColumnsDocument, checkTables } from './check-columns.ts';
import { checkReportFormats } from './check-formats.ts';
import { exampleCheck } from './example-check.ts';

/** The promise to those who read the files by name. A change here is a change for all of them: it needs a major version. */
const promised = {
  'pairs.csv':
    'check cell scenario variant runtime runtime_version regime metric unit direction round pair first base head base_noisy head_noisy base_foreign_cpu_ns head_foreign_cpu_ns base_steal_ns head_steal_ns base_wall_ns head_wall_ns base_status head_status base_variant base_runtime base_runtime_version base_regime',
  'verdicts.csv':
    'check cell scenario variant runtime runtime_version regime metric unit direction verdict reason base head ratio ratio_low ratio_high p p_adjusted look pairs taken noisy_base noisy_head noisy_both alarm harm floor_alarm floor_detectable base_variant base_runtime base_runtime_version base_regime',
};

test('the columns are the promised ones', () => {
  expect(
    Object.fromEntries(
      checkTables.map(({ file, columns }) => [file, columns.map(({ name }) => name).join(' ')]),
    ),
  ).toEqual(promised);
});

test.each(Object.entries(promised))('%s is written with them', (file, columns) => {
  const text = [...(checkReportFormats.find((format) => format.file === file)?.write(exampleCheck) ?? [])];
  expect(text.join('').split('\r\n', 1)).toEqual([columns.replaceAll(' ', ',')]);
});

test('docs/check-columns.md documents them (vitest -u writes it)', async () => {
  await expect(checkColumnsDocument()).toMatchFileSnapshot('../../docs/check-columns.md');
});
