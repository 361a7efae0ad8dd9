import { Failure } from '../failure.ts';
import type { ParameterDefinition, ParameterValue, Scenario } from '../model.ts';
import { didYouMean } from './nearest.ts';

const multipliers: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  K: 1e3,
  m: 1e6,
  M: 1e6,
  g: 1e9,
  G: 1e9,
};

/**
 * `tasks=1k,1M` → { tasks: [1000, 1000000] }, checked against what the scenarios take.
 * @throws Failure of kind `usage`.
 */
export function parseParameters(
  texts: readonly string[],
  scenarios: readonly Scenario[],
): Record<string, ParameterValue[]> {
  const result: Record<string, ParameterValue[]> = {};
  for (const text of texts) {
    const [name = '', list] = splitOnce(text, '=');
    if (list === undefined || list === '') {
      throw new Failure(
        'usage',
        `--param: expected name=value[,value…] such as tasks=1k,1M, received ${text}`,
      );
    }
    const definition = definitionOf(name, scenarios);
    result[name] = list.split(',').map((value) => parseValue(name, value, definition));
  }
  return result;
}

function definitionOf(name: string, scenarios: readonly Scenario[]): ParameterDefinition {
  for (const { parameters } of scenarios) {
    if (Object.hasOwn(parameters, name)) return parameters[name] as ParameterDefinition;
  }
  const known = [...new Set(scenarios.flatMap(({ parameters }) => Object.keys(parameters)))];
  throw new Failure(
    'usage',
    `--param: expected one of ${known.join(', ')}, received ${name}${didYouMean(name, known)}`,
  );
}

function parseValue(name: string, text: string, definition: ParameterDefinition): ParameterValue {
  if (definition.kind === 'choice') {
    if (definition.values.includes(text)) return text;
    throw new Failure(
      'usage',
      `--param ${name}: expected one of ${definition.values.join(', ')}, received ${text}${didYouMean(text, definition.values)}`,
    );
  }
  const value = parseCount(text);
  if (value === null || value < definition.minimum || value > definition.maximum) {
    throw new Failure(
      'usage',
      `--param ${name}: expected a whole number from ${definition.minimum} to ${definition.maximum} such as 1000, 10k or 1M, received ${text || 'nothing'}`,
    );
  }
  return value;
}

/** `10k` → 10000; null when it is no whole number. */
export function parseCount(text: string): number | null {
  const match = /^(\d[\d_]*(?:\.\d+)?)([kKmMgG]?)$/.exec(text);
  if (match === null) return null;
  const value = Number(match[1]?.replaceAll('_', '')) * (multipliers[match[2] ?? ''] ?? 1);
  return Number.isSafeInteger(value) ? value : null;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
