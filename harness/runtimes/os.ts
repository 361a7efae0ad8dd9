import os from 'node:os';
import { buildFlags, builder, findToolchain } from './go.ts';
import type { RuntimeKind } from './runtime.ts';

/**
 * The kernel's own mechanisms, called directly: the ground truth for what a machine's threads cost. The programs are written in
 * Go, so that no C compiler is needed, but what is measured is the kernel, and its release is the row's version.
 */
export const osRuntime: RuntimeKind = {
  name: 'os',
  find: async (request, report) => {
    if (request !== null)
      throw new Error(`expected no version of the kernel to be asked for, received ${request}`);
    const toolchain = await findToolchain(null, report);
    return {
      runtime: 'os',
      version: os.release(),
      path: toolchain.file,
      details: { builtWith: `go ${toolchain.version}`, flags: buildFlags.join(' '), cgo: '0' },
      ...builder(toolchain, report),
    };
  },
  again: () => null,
};
