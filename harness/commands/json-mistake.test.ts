import { expect, test } from 'vitest';
import { findJsonMistake } from './json-mistake.ts';

const valid = [
  '{}',
  ' [] ',
  '""',
  '-0.5e+10',
  'null',
  '{"a":[1,{"b":true}],"c":"\\u00e9\\n\\"/\\/"}',
  '\r\n\t{\n "a" : 1 ,\n "b" : [ ] }\n',
  '"\u2028\u0085\u007f😀\ud800"',
];
const invalid: [string, number, number, string][] = [
  ['', 1, 1, 'expected a value, received the end of the file'],
  ['{', 1, 2, 'expected a name in double quotes, received the end of the file'],
  ['{\n  "a": 1,\n}', 3, 1, 'expected a name in double quotes, received }'],
  ['{"a": 1\r\n "b": 2}', 2, 2, 'expected a comma or }, received "'],
  ['{"a" 1}', 1, 6, 'expected a colon, received 1'],
  ["{'a': 1}", 1, 2, "expected a name in double quotes, received '"],
  ['[1,]', 1, 4, 'expected a value, received ]'],
  ['[1 2]', 1, 4, 'expected a comma or ], received 2'],
  ['[01]', 1, 2, 'expected a value, received 0'],
  ['[.5]', 1, 2, 'expected a value, received .'],
  ['[1.]', 1, 2, 'expected a value, received 1'],
  ['[True]', 1, 2, 'expected a value, received T'],
  ['[NaN]', 1, 2, 'expected a value, received N'],
  ['{} // done', 1, 4, 'expected nothing more, received /'],
  ['{"a": "x\n"}', 1, 7, 'expected a text that ends in double quotes on its line'],
  ['["\\x"]', 1, 2, 'expected a text that ends in double quotes on its line'],
  ['{"a":\u00a01}', 1, 6, 'expected a value, received U+00A0'],
  ['[1]\u0000', 1, 4, 'expected nothing more, received U+0000'],
];

test.each(valid)('%j is JSON', (text) => {
  JSON.parse(text);
  expect(findJsonMistake(text)).toBeNull();
});

test.each(invalid)('%j: line %i, column %i: %s', (text, line, column, problem) => {
  expect(() => void JSON.parse(text)).toThrow(SyntaxError);
  const found = findJsonMistake(text);
  expect(found).toMatchObject({ line, column });
  expect(found?.problem).toContain(problem);
});

test('agrees with JSON.parse on every cut and every changed character of a text', () => {
  const text = '{"a": [1, -2.5e3, "x\\n", true, null], "b": {"c": false}, "": "é"}';
  const changed = [...text].flatMap((_, index) => [
    text.slice(0, index),
    ...['"', ',', '}', '\n', '\\', '0', '-', 'e'].map(
      (other) => text.slice(0, index) + other + text.slice(index + 1),
    ),
  ]);
  const parses = (one: string): boolean => {
    try {
      JSON.parse(one);
      return true;
    } catch {
      return false;
    }
  };
  const outcomes = changed.map((one) => [one, parses(one)] as const);
  expect(new Set(outcomes.map(([, isJson]) => isJson)).size).toBe(2);
  for (const [one, isJson] of outcomes) expect([one, findJsonMistake(one) === null]).toEqual([one, isJson]);
});
