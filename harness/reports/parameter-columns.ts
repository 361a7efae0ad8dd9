import type { ParameterDefinition, Scenario } from '../model.ts';
import { tables, type Column } from './columns.ts';

/**
 * The parameters of all scenarios as columns, in declaration order. One name that several scenarios use is one column.
 *
 * @throws Error when a parameter is called like one of the files' own columns
 */
export function parameterColumns(scenarios: readonly Scenario[]): Column[] {
  const definitions = new Map<string, ParameterDefinition[]>();
  for (const scenario of scenarios) {
    for (const [name, definition] of Object.entries(scenario.parameters)) {
      if (ownColumns.has(name)) {
        throw new Error(
          `${scenario.name}: parameter ${name} would hide the CSV column of that name; call it otherwise`,
        );
      }
      definitions.set(name, [...(definitions.get(name) ?? []), definition]);
    }
  }
  return [...definitions].map(([name, sameName]) => parameterColumn(name, sameName));
}

const ownColumns = new Set(
  tables.flatMap(({ leading, trailing }) => [...leading, ...trailing].map(({ name }) => name)),
);

/** Empty in rows of scenarios without the parameter, and in slopes over it; hence never required. */
function parameterColumn(name: string, definitions: readonly ParameterDefinition[]): Column {
  const descriptions = [...new Set(definitions.map(({ description }) => description))];
  const common = { name, required: false, description: `Parameter: ${descriptions.join('; or ')}` } as const;
  const counts = definitions.filter((definition) => definition.kind === 'count');
  const choices = definitions.filter((definition) => definition.kind === 'choice');
  if (choices.length === 0) {
    return {
      ...common,
      type: 'integer',
      minimum: Math.min(...counts.map(({ minimum }) => minimum)),
      maximum: Math.max(...counts.map(({ maximum }) => maximum)),
      ...(counts.every(({ oneOf }) => oneOf !== undefined) && {
        values: [...new Set(counts.flatMap(({ oneOf = [] }) => oneOf))],
      }),
    };
  }
  if (counts.length > 0) return { ...common, type: 'string' };
  return { ...common, type: 'string', values: [...new Set(choices.flatMap(({ values }) => values))] };
}
