import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ContractError, decodeMessage } from './decode.ts';
import { LineSplitter } from './lines.ts';
import { continueSchema, requestSchema } from './messages.ts';

function golden(file: string): string[] {
  const text = readFileSync(path.join(import.meta.dirname, 'examples', file), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

describe('golden examples', () => {
  test.each(golden('messages.ndjson'))('message %s decodes and encodes back', (line) => {
    expect(JSON.stringify(decodeMessage(line))).toBe(line);
  });

  test.each(golden('rejected-messages.ndjson'))('message %s is rejected and kept', (line) => {
    expect(() => decodeMessage(line)).toThrow(ContractError);
    try {
      decodeMessage(line);
    } catch (error) {
      expect((error as ContractError).rawLine).toBe(line);
    }
  });

  test.each(golden('requests.ndjson'))('request %s decodes and encodes back', (line) => {
    expect(JSON.stringify(decodeRequest(line))).toBe(line);
  });

  test.each(golden('rejected-requests.ndjson'))('request %s is rejected', (line) => {
    expect(() => decodeRequest(line)).toThrow();
  });
});

function decodeRequest(line: string): unknown {
  const value: unknown = JSON.parse(line);
  const type = (value as { type?: unknown } | null)?.type;
  return type === 'continue' ? continueSchema.parse(value) : requestSchema.parse(value);
}

test('a program of another version of the contract is told by that, whatever else differs', () => {
  const line = '{"type":"ready","protocol":2,"name":"go"}';
  expect(() => decodeMessage(line)).toThrow(
    'expected a program of version 1 of the contract, received one of version 2',
  );
});

describe('LineSplitter', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  test('joins a line that comes in pieces, in the middle of a character too', () => {
    const splitter = new LineSplitter(100);
    const [first, second] = [bytes('grü').subarray(0, 3), bytes('grün\nrest').subarray(3)];
    expect(splitter.push(first)).toEqual([]);
    expect(splitter.push(second)).toEqual(['grün']);
    expect(splitter.pendingBytes).toBe(4);
  });

  test('takes several lines from one piece, empty ones too', () => {
    expect(new LineSplitter(100).push(bytes('a\n\nb\n'))).toEqual(['a', '', 'b']);
  });

  test('refuses a line over the limit before its newline comes', () => {
    const splitter = new LineSplitter(8);
    expect(() => splitter.push(bytes('123456789'))).toThrow(/at most 8 bytes/);
  });

  test('refuses bytes that are no UTF-8', () => {
    expect(() => new LineSplitter(100).push(Uint8Array.of(0xff, 0x0a))).toThrow(/UTF-8/);
  });
});
