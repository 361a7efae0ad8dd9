import { describe, expect, test } from 'vitest';
import { launchedCommand, type ProcessSpec } from './process.ts';

describe('launchedCommand', () => {
  const spec: ProcessSpec = {
    command: { file: '/opt/node', arguments: ['sleep.js'] },
    environment: {},
    cpus: [1, 3],
    dataLimitBytes: 2 ** 30,
    timeLimitMs: 1500.2,
  };

  function optionsOn(platform: NodeJS.Platform, changes: Partial<ProcessSpec> = {}): string {
    return launchedCommand({ ...spec, ...changes }, '/cache/launch', platform).arguments.join(' ');
  }

  test('Linux: everything that was asked for', () => {
    expect(optionsOn('linux')).toBe(
      '--time-limit-ms 1501 --oom-score-adj 1000 --cpus 1,3 --data-limit 1073741824 -- /opt/node sleep.js',
    );
  });

  test('Linux without a mask and without a limit', () => {
    expect(optionsOn('linux', { cpus: null, dataLimitBytes: null })).toBe(
      '--time-limit-ms 1501 --oom-score-adj 1000 -- /opt/node sleep.js',
    );
  });

  test('macOS: the time limit alone, since the launcher refuses the others there', () => {
    expect(optionsOn('darwin')).toBe('--time-limit-ms 1501 -- /opt/node sleep.js');
  });
});
