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

/** Values by parameter, still as they were written. */
export type ParameterTexts = Readonly<Record<string, readonly string[]>>;

/**
 * `tasks=1k,1M` → { tasks: ['1k', '1M'] }; of two lists for one parameter the last counts.
 * @throws Failure of kind `usage`.
 */
export function splitParameters(texts: readonly string[], option = '--param'): ParameterTexts {
  const result = new Map<string, string[]>();
  for (const text of texts) {
    const [name = '', list] = splitOnce(text, '=');
    if (list === undefined || list === '') {
      throw new Failure(
        'usage',
        `${option}: expected name=value${option === '--param' ? '[,value…] such as tasks=1k,1M' : ' such as tasks=1k'}, received ${text}`,
      );
    }
    // Of lists for a sweep the last one counts; where one value is asked for, a second one is a mistake.
    if (option !== '--param' && result.has(name))
      throw new Failure('usage', `${option}: expected ${name} once, received it twice`);
    result.set(name, list.split(','));
  }
  return Object.fromEntries(result);
}

/**
 * { tasks: ['1k', '1M'] } → { tasks: [1000, 1000000] }. A value must suit every scenario that has the parameter.
 * @param scenarios those that will be measured; each parameter is one of at least one of them (`chooseScenarios`)
 * @throws Failure of kind `usage` that names the first scenario that does not take a value.
 */
export function parseParameters(
  texts: ParameterTexts,
  scenarios: readonly Scenario[],
): Record<string, ParameterValue[]> {
  const result: Record<string, ParameterValue[]> = {};
  for (const [name, values] of Object.entries(texts)) {
    for (const scenario of scenarios) {
      const definition = scenario.parameters[name];
      if (definition === undefined) continue;
      const parsed = values.map((text) => parseValue(name, text, definition, scenario.name));
      result[name] ??= parsed;
    }
  }
  return result;
}

function parseValue(
  name: string,
  text: string,
  definition: ParameterDefinition,
  scenario: string,
): ParameterValue {
  if (definition.kind === 'choice') {
    if (definition.values.includes(text)) return text;
    throw new Failure(
      'usage',
      `--param ${name}: expected one of ${definition.values.join(', ')} for ${scenario}, received ${text || 'nothing'}${didYouMean(text, definition.values)}`,
    );
  }
  const value = parseCount(text);
  if (value === null || value < definition.minimum || value > definition.maximum) {
    throw new Failure(
      'usage',
      `--param ${name}: expected a whole number from ${definition.minimum} to ${definition.maximum} for ${scenario}, such as ${definition.default} (k, M and G may follow), received ${text || 'nothing'}`,
    );
  }
  const { oneOf } = definition;
  if (oneOf !== undefined && !oneOf.includes(value)) {
    throw new Failure(
      'usage',
      `--param ${name}: expected one of ${oneOf.join(', ')} for ${scenario}, received ${text}`,
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

/** `1h30m` → nanoseconds; null when it is no time with its units, largest first. */
export function parseDurationNs(text: string): number | null {
  const match = /^(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (match === null) return null;
  const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
  ];
  return (hours * 3600 + minutes * 60 + seconds) * 1e9;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
