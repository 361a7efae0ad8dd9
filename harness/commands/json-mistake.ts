/** Where a text stops being JSON, for people who wrote it by hand. */
export interface JsonMistake {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** `expected a value, received }` */
  readonly problem: string;
}

/**
 * The first mistake; null: it is JSON (RFC 8259). JSON.parse knows it too, but says where only in some of its messages, and
 * in words that differ from one Node.js to the next.
 */
export function findJsonMistake(text: string): JsonMistake | null {
  try {
    new Scanner(text).document();
    return null;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const before = text.slice(0, error.at).split(/\r\n?|\n/);
    const character = text.slice(error.at).match(/^./su)?.[0];
    return {
      line: before.length,
      column: (before.at(-1) ?? '').length + 1,
      problem: `expected ${error.expected}, received ${character === undefined ? 'the end of the file' : shown(character)}`,
    };
  }
}

class Mistake extends Error {
  readonly at: number;
  readonly expected: string;

  constructor(at: number, expected: string) {
    super(expected);
    this.at = at;
    this.expected = expected;
  }
}

/** Control characters may not stand in it, but for those above U+007E. */
const string = /"(?:[^\p{Cc}"\\]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const space = /[ \t\r\n]*/y;

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    this.#value();
    if (this.#at < this.#text.length) throw new Mistake(this.#at, 'nothing more');
  }

  #value(): void {
    this.#skip(space);
    if (this.#takes('{')) this.#list('}', () => this.#member());
    else if (this.#takes('[')) this.#list(']', () => this.#value());
    else if (this.#text[this.#at] === '"') this.#string('a value');
    else if (!this.#skip(scalar)) throw new Mistake(this.#at, 'a value');
    this.#skip(space);
  }

  #list(end: string, item: () => void): void {
    this.#skip(space);
    if (this.#takes(end)) return;
    for (;;) {
      item();
      if (this.#takes(end)) return;
      if (!this.#takes(',')) throw new Mistake(this.#at, `a comma or ${end}`);
    }
  }

  #member(): void {
    this.#skip(space);
    this.#string('a name in double quotes');
    this.#skip(space);
    if (!this.#takes(':')) throw new Mistake(this.#at, 'a colon');
    this.#value();
  }

  #string(expected: string): void {
    if (this.#skip(string)) return;
    if (this.#text[this.#at] !== '"') throw new Mistake(this.#at, expected);
    throw new Mistake(
      this.#at,
      'a text that ends in double quotes on its line, with \\ only before " \\ / b f n r t u',
    );
  }

  #takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    this.#at += found?.[0].length ?? 0;
    return found !== null;
  }
}

function shown(character: string): string {
  return /[\p{C}\p{Z}]/u.test(character)
    ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    : character;
}
