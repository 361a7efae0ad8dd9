/** What the page brings along, read from the package by whoever writes it. */
export interface PageAssets {
  readonly style: PageAsset;
  /** In the order in which they run. */
  readonly libraries: readonly PageAsset[];
  /** The page's own program, a module. */
  readonly program: PageAsset;
  /** Those of the libraries, which ask for it. */
  readonly licences: string;
}

export interface PageAsset {
  readonly text: string;
  /** Of the text, base64: the page's policy lets nothing else run. */
  readonly sha256: string;
}
