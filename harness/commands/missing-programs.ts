import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';
import { arms, type Arm } from '../gate/evidence.ts';
import { programOf } from '../model.ts';
import type { ScenarioSource } from '../runtimes/runtime.ts';
import type { CheckCell } from '../store/check-plan.ts';
import type { ArmSource } from './measure-arms.ts';

/**
 * Programs are looked for where this revision keeps them. One that keeps them elsewhere, in a folder of another name for one, says
 * that it has them, and there would be nothing to start.
 *
 * @throws Failure of kind `error`
 */
export function refuseMissingPrograms(
  cells: readonly CheckCell[],
  sides: Readonly<Record<Arm, ArmSource>>,
): void {
  for (const arm of arms) {
    const { label, other } = sides[arm];
    for (const cell of other === null ? [] : cells) {
      const { scenario, variant, runtime } = cell[arm];
      const source = other?.sources.find((one) => one.scenario.name === scenario);
      const place = source === undefined ? null : placeOf(source, runtime, variant);
      if (place === null || existsSync(path.join(...place))) continue;
      throw new Failure(
        'error',
        `${arm}, ${label}: expected the program of ${scenario} ${variant} at ${place[1]}, where the harness of this working tree looks for it, found nothing there: its folder or file has another name in one of the two revisions; leave that scenario out, or name a revision in which it is called the same`,
      );
    }
  }
}

/** The revision's folder, and where the program lies in it; null: it is not kept as a file of its own. */
function placeOf(
  { directory, goModule, scenario }: ScenarioSource,
  runtime: string,
  variant: string,
): readonly [string, string] | null {
  if (runtime === 'go' && goModule !== undefined)
    return [path.dirname(goModule), path.join(path.basename(goModule), 'cmd', scenario.name)];
  if (runtime !== 'node') return null;
  const folder = fileURLToPath(directory);
  const root = goModule === undefined ? path.dirname(folder) : path.dirname(goModule);
  return [root, path.relative(root, path.join(folder, `${programOf(variant)}.js`))];
}
