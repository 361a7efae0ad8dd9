import { describe, expect, test } from 'vitest';
import { Conversation, type Agreement } from './conversation.ts';
import { ContractError } from './decode.ts';
import type { Message } from './messages.ts';

const agreement: Agreement = {
  holds: ['armed', 'parked'],
  iterations: 1,
  warmups: 0,
  distributions: ['wake_lateness'],
  measurements: ['createNs'],
};

const ready: Message = { type: 'ready', protocol: 1, runtime: 'go', runtimeVersion: '1.27.4', limits: {} };
const hold = (phase: 'armed' | 'parked', iteration = 0): Message => ({
  type: 'hold',
  phase,
  iteration,
  elapsedNs: 1,
  created: 1,
  completed: 0,
  timeLeftNs: 5,
  witness: null,
});
const resumed = (phase: 'armed' | 'parked', iteration = 0): Message => ({
  type: 'resumed',
  phase,
  iteration,
  completed: 0,
  timeLeftNs: 5,
  witness: null,
});
const iteration = (
  index = 0,
  warmup = false,
  measurements: Record<string, number> = { createNs: 1 },
): Message => ({
  type: 'iteration',
  iteration: index,
  warmup,
  elapsedNs: 9,
  manifest: { created: 1, completed: 1, peakAlive: 1, messages: 0, checksum: null },
  measurements,
});
const distribution = (name = 'wake_lateness'): Message => ({
  type: 'distribution',
  name,
  unit: 'ns',
  encoding: 'hdr-v2-base64',
  count: 1,
  data: 'AAAA',
});
const done: Message = { type: 'done' };

const proper = [
  ready,
  hold('armed'),
  resumed('armed'),
  hold('parked'),
  resumed('parked'),
  iteration(),
  distribution(),
  done,
];

test('a proper conversation is heard to its end, with a continue for every hold', () => {
  const conversation = new Conversation(agreement);
  const turns = proper.map((message) => conversation.accept(message));
  expect(turns).toEqual(['continue', 'continue', 'wait', 'continue', 'wait', 'wait', 'wait', 'finished']);
  expect(conversation.done).toBe(true);
  expect(conversation.holds.map(({ phase }) => phase)).toEqual(['armed', 'parked']);
});

test('warm-ups hold too, and are counted on from 0', () => {
  const conversation = new Conversation({ ...agreement, holds: ['parked'], warmups: 1 });
  const messages = [
    ready,
    hold('parked'),
    resumed('parked'),
    iteration(0, true),
    hold('parked', 1),
    resumed('parked', 1),
    iteration(1),
    distribution(),
    done,
  ];
  for (const message of messages) conversation.accept(message);
  expect(conversation.iterations.map(({ warmup }) => warmup)).toEqual([true, false]);
});

test('a polite failure ends it wherever it comes', () => {
  const conversation = new Conversation(agreement);
  conversation.accept(ready);
  expect(conversation.accept({ type: 'failed', reason: 'unsupported', detail: '' })).toBe('finished');
  expect(conversation.failed?.reason).toBe('unsupported');
});

describe('any message left out, doubled or replaced breaks the contract', () => {
  const hear = (messages: readonly Message[]) => () => {
    const conversation = new Conversation(agreement);
    for (const message of messages) conversation.accept(message);
    if (!conversation.done) throw new ContractError('expected done', null);
  };

  for (const [index, message] of proper.entries()) {
    test(`without message ${index} (${message.type})`, () => {
      expect(hear(proper.toSpliced(index, 1))).toThrow(ContractError);
    });
    test(`with message ${index} (${message.type}) twice`, () => {
      expect(hear(proper.toSpliced(index, 0, message))).toThrow(ContractError);
    });
  }

  test.each([
    ['a hold of another iteration', 1, hold('armed', 1)],
    ['a hold at another phase', 1, hold('parked')],
    ['resumed from another phase', 2, resumed('parked')],
    ['a warm-up where none was asked for', 5, iteration(0, true)],
    ['an iteration with another number', 5, iteration(1)],
    ['an iteration without its measurements', 5, iteration(0, false, {})],
    ['an iteration with measurements of its own', 5, iteration(0, false, { createNs: 1, luck: 7 })],
    ['another distribution', 6, distribution('luck')],
  ])('%s', (_, index, message) => {
    expect(hear(proper.toSpliced(index, 1, message))).toThrow(ContractError);
  });
});
