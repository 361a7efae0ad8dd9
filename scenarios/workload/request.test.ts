import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BadRequest } from './decode.js';
import { decodeContinue, decodeRequest } from './request.js';

const examples = new URL('../../harness/contract/examples/', import.meta.url);

function linesOf(name: string): string[] {
  return readFileSync(new URL(name, examples), 'utf8').trimEnd().split('\n');
}

/** A line of either file is a request or a continue; what it wants to be is all that a test may guess. */
function decode(line: string): unknown {
  return line.startsWith('{"type":"continue"') ? decodeContinue(line) : decodeRequest(line);
}

describe('the golden requests', () => {
  it.each(linesOf('requests.ndjson'))('decodes %s', (line) => {
    const { type, protocol, ...content } = JSON.parse(line);
    const decoded = decode(line);
    if (type === 'request') {
      expect(protocol).toBe(1);
      expect(decoded).toEqual(content);
    }
  });

  it.each(linesOf('rejected-requests.ndjson'))('rejects %s', (line) => {
    expect(() => decodeRequest(line)).toThrow(BadRequest);
    expect(() => decodeContinue(line)).toThrow(BadRequest);
  });
});

describe('a rejected request says what was expected and what was received', () => {
  const valid = {
    type: 'request',
    protocol: 1,
    scenario: 'sleepers',
    variant: 'node/async-sleep',
    parameters: {},
    iterations: 1,
    warmups: 0,
    seed: 0,
    probe: 'memory',
  };
  it.each([
    [{ protocol: 2 }, 'request.protocol: expected 1, received 2'],
    [{ probe: 'both' }, 'request.probe: expected "memory" or "latency", received "both"'],
    [{ iterations: 0 }, `request.iterations: expected an integer from 1 to ${2 ** 53 - 1}, received 0`],
    [{ seed: '1' }, 'request.seed: expected an integer from 0 to 4294967295, received "1"'],
    [{ scenario: '' }, 'request.scenario: expected a text that is not empty, received ""'],
    [{ parameters: null }, 'request.parameters: expected an object, received null'],
    [{ parameters: { tasks: 1.5 } }, 'request.parameters.tasks: expected an integer or a text, received 1.5'],
    [{ extra: true, seed: undefined }, 'missing: seed; unknown: extra'],
  ])('%j', (change, text) => {
    expect(() => decodeRequest(JSON.stringify({ ...valid, ...change }))).toThrow(text);
  });
});
