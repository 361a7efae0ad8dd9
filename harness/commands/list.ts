import { formatCount } from '../measure/fit.ts';
import { exitCodes } from '../failure.ts';
import { runtimeOf, type ParameterDefinition } from '../model.ts';
import type { Session } from './session.ts';

/** Prints scenarios, variants, parameters, levels and suites. @returns the exit code. */
export function list(json: boolean, session: Session): number {
  session.stdout.write(json ? `${JSON.stringify(listing(session), null, 2)}\n` : listText(session));
  return exitCodes.pass;
}

function listing({ sources }: Session) {
  return sources.map(({ scenario }) => ({
    scenario: scenario.name,
    question: scenario.question,
    levels: scenario.levels,
    parameters: scenario.parameters,
    variants: scenario.variants.map(({ name, level, description, tuning, options, witness }) => ({
      name,
      runtime: runtimeOf(name),
      level,
      description,
      tuning,
      options: options ?? null,
      witness: witness?.kind ?? 'none',
    })),
    probes: scenario.probes,
    gated: scenario.gated.map(({ metric }) => metric),
    suites: scenario.suites,
  }));
}

function listText({ sources }: Session): string {
  const lines: string[] = [];
  for (const { scenario } of sources) {
    const width = Math.max(...scenario.variants.map(({ name }) => name.length));
    lines.push(`${scenario.name}: ${scenario.question}`, '');
    for (const [level, meaning] of Object.entries(scenario.levels)) {
      lines.push(`  ${level}: ${meaning}`);
      for (const variant of scenario.variants.filter((candidate) => candidate.level === level)) {
        lines.push(`    ${variant.name.padEnd(width)}  ${variant.description}`);
      }
    }
    lines.push('', '  parameters');
    for (const [name, definition] of Object.entries(scenario.parameters)) {
      lines.push(`    ${name.padEnd(width)}  ${definition.description} (${rangeOf(definition)})`);
    }
    lines.push('', `  suites: ${Object.keys(scenario.suites).join(', ')}`, '');
  }
  return lines.join('\n');
}

function rangeOf(definition: ParameterDefinition): string {
  if (definition.kind === 'choice') return `${definition.values.join(', ')}; default ${definition.default}`;
  if (definition.oneOf !== undefined) {
    return `${definition.oneOf.join(', ')}; default ${definition.default}`;
  }
  const [least, most, usual] = [definition.minimum, definition.maximum, definition.default].map(formatCount);
  return `${least} to ${most}; default ${usual}`;
}
