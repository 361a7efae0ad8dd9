import { Failure } from '../failure.ts';
import { runtimeKinds } from '../runtimes/index.ts';
import type { FoundRuntime } from '../runtimes/runtime.ts';
import type { Environment } from '../store/environment.ts';
import { localPath } from './portable-path.ts';
import type { Progress } from './progress.ts';

/** The very runtimes of the run, by the paths that it recorded. */
export async function findRecorded(environment: Environment, progress: Progress): Promise<FoundRuntime[]> {
  const found: FoundRuntime[] = [];
  for (const { runtime, version, path: file } of environment.runtimes) {
    const kind = runtimeKinds.find(({ name }) => name === runtime);
    if (kind === undefined)
      throw new Failure('foreignFile', `the run used ${runtime}, which this version does not know`);
    const recorded = { version, path: localPath(file) };
    const candidate = await kind.find(kind.again(recorded), (line) => progress.line(line));
    if (candidate.version !== version) {
      throw new Failure(
        'missingRuntime',
        `the run used ${runtime}@${version}, ${file} is now ${candidate.version}: install the former, or start a new run`,
      );
    }
    found.push(candidate);
  }
  return found;
}
