import { goRuntime } from './go.ts';
import { nodeRuntime } from './node.ts';
import { osRuntime } from './os.ts';
import type { RuntimeKind } from './runtime.ts';

/** Every runtime that Interleave can build for and run. */
export const runtimeKinds: readonly RuntimeKind[] = [goRuntime, nodeRuntime, osRuntime];
