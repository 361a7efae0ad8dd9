/** The place where text for people ends up, as far as the text depends on it. */
export interface Terminal {
  /** In columns; Infinity where nothing limits it, as in a file or a pipe. */
  readonly width: number;
  /** Whether block elements can be shown, or ASCII alone. */
  readonly hasBlocks: boolean;
  /** Adds colour where there may be some. What it is used on says the same without. */
  readonly paint: (role: Role, text: string) => string;
}

export type Role = 'heading' | 'doubt' | 'quiet' | 'worse' | 'better';

/** A file, a pipe: any width, no colour. */
export const plainTerminal: Terminal = {
  width: Infinity,
  hasBlocks: true,
  paint: (_, text) => text,
};
