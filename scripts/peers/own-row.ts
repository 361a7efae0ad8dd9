import { decodeMessage } from '../../harness/contract/decode.ts';
import type { IterationRecord } from '../../harness/model.ts';
import type { FoundRuntime } from '../../harness/runtimes/runtime.ts';
import type { ScenarioEntry } from '../../scenarios/index.ts';
import { requestOf } from '../bare-program.ts';
import { type Binding, type Contestant, finish, NotHere } from './contestant.ts';
import type { OwnRow, Pair } from './pair.ts';

/**
 * The row's program as it stands, started by hand: its figure is its own, and the harness adds nothing to it.
 *
 * @throws NotHere when the programs of the scenario do not build
 */
export async function ownRow(
  { variant, parameters: given, metric }: OwnRow,
  { regime }: Pick<Pair, 'regime'>,
  bind: Binding,
  runtime: FoundRuntime,
  source: ScenarioEntry,
): Promise<Contestant> {
  const { scenario } = source;
  try {
    await runtime.prepare(source);
  } catch (error) {
    throw new NotHere(`${scenario.name} cannot be built: ${error instanceof Error ? error.message : error}`);
  }
  const defaults = Object.entries(scenario.parameters).map(([name, definition]) => [
    name,
    definition.default,
  ]);
  const parameters = { ...Object.fromEntries(defaults), ...given };
  const derived = scenario.derived.memory.find(({ name }) => name === metric);
  if (derived === undefined) throw new Error(`${scenario.name} derives no ${metric}`);
  const command = bind(regime, runtime.command(source, variant));
  const request = `${JSON.stringify(requestOf(scenario, { variant, parameters }, {}, 'memory'))}\n`;
  return async () => {
    const figure = derived.derive(iterationsOf((await finish(command, request)).stdout), parameters);
    if (figure === null) throw new Error(`expected a figure ${metric} of ${variant}, received none`);
    return figure;
  };
}

function iterationsOf(output: string): IterationRecord[] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => decodeMessage(line))
    .filter((message) => message.type === 'iteration');
}
