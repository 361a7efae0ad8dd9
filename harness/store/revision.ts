import { z } from 'zod';

/** Which commit measured programs come from, as checks, environments and baselines store it. */
export const revisionSchema = z.strictObject({
  /** As it was asked for, e.g. `main`; null: the working tree. */
  name: z.string().nullable(),
  /** The full hash; of a working tree that of its HEAD. */
  commit: z.string(),
  /** Whether the tree was exactly that commit. */
  clean: z.boolean(),
});

export type Revision = z.infer<typeof revisionSchema>;
