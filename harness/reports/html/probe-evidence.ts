import type { OkSample, Sample } from '../../store/sample.ts';
import { counted, formatCount, formatFigure } from '../quantity.ts';

type Fact = readonly [name: string, text: string];

/** What the samples of one case and probe say about the work behind their figures. Gathered sample by sample: a run may have a million. */
export class ProbeEvidence {
  readonly #work = new Ranges();
  readonly #checksums = new Texts();
  readonly #witnesses = new Map<string, Ranges>();
  readonly #iterations = new Texts();
  readonly #limits = new Map<string, Texts>();
  readonly #settings = new Map<string, Texts>();
  readonly #usage = new Ranges();
  readonly #threads = new Ranges();
  readonly #others = new Ranges();
  readonly #tails = new Texts();
  #ok = 0;

  /** A sample that counts, or, of one that gave no figures, any attempt. */
  add(sample: Sample): void {
    if (sample.status === 'ok') this.#addOk(sample);
    else if (sample.status !== 'skipped' && sample.stderrTail !== '')
      this.#tails.add(sample.stderrTail.slice(-tailLength));
  }

  #addOk({ manifest, witness, iterations, limits, settings, usage, phases, noise }: OkSample): void {
    this.#ok += 1;
    const { checksum, ...counts } = manifest;
    this.#work.add(counts);
    this.#checksums.add(checksum ?? 'none');
    const { kind, expected, observed } = witness;
    const seen = this.#witnesses.get(kind) ?? new Ranges();
    this.#witnesses.set(kind, seen);
    seen.add({ expected, observed });
    this.#iterations.add(iterationsText(iterations));
    addRecord(this.#limits, limits);
    addRecord(this.#settings, settings);
    if (usage !== null) this.#usage.add(usage);
    for (const { threads } of phases) this.#threads.add({ threads });
    if (noise.foreignCpuNs !== null && noise.wallNs > 0)
      this.#others.add({ share: noise.foreignCpuNs / noise.wallNs });
  }

  facts(): Fact[] {
    const tails = this.#tails.values.map((tail): Fact => ['its stderr ended in', tail]);
    if (this.#ok === 0) return tails;
    const others = this.#others.most('share');
    return [
      ['work done', this.#workText()],
      ['second count', [...this.#witnesses].map(witnessText).join('; ')],
      ['iterations', this.#iterations.text()],
      ['effective limits', recordText(this.#limits) ?? 'none reported'],
      ...factsOf('settled by the pilot', recordText(this.#settings)),
      ['CPU', this.#usageText()],
      ...factsOf('kernel threads at the holds', this.#threads.text('threads')),
      ...factsOf(
        'others on the machine',
        others === null ? null : `at most ${formatFigure(others * 100)} % of a CPU while a sample ran`,
      ),
      ...tails,
    ];
  }

  #workText(): string {
    const [checksum = 'none', ...more] = this.#checksums.values;
    return [
      ...(
        [
          ['created', 'created'],
          ['completed', 'completed'],
          ['peak alive', 'peakAlive'],
          ['messages', 'messages'],
        ] as const
      ).map(([words, name]) => `${words} ${this.#work.text(name)}`),
      more.length > 0 ? 'checksums differ by seed' : `checksum ${checksum}`,
    ].join(', ');
  }

  #usageText(): string {
    const user = this.#usage.text('userNs', milliseconds);
    if (user === null) return 'unknown: the samples ran without the launcher';
    const system = this.#usage.text('systemNs', milliseconds);
    return [
      `${user} ms user, ${system} ms system`,
      `page faults ${this.#usage.text('minorFaults')} minor, ${this.#usage.text('majorFaults')} major`,
      `switches ${this.#usage.text('voluntarySwitches')} voluntary, ${this.#usage.text('involuntarySwitches')} involuntary`,
    ].join('; ');
  }
}

/** How much of what a failed program wrote is shown, and how many different ones. */
const tailLength = 400;
const mostTexts = 3;

/** The least and the most of each of several numbers. */
class Ranges {
  readonly #ends = new Map<string, { least: number; most: number }>();

  /** What is null says nothing. */
  add(values: Readonly<Record<string, number | null>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (value === null) continue;
      const known = this.#ends.get(name);
      if (known === undefined) this.#ends.set(name, { least: value, most: value });
      else if (value < known.least) known.least = value;
      else if (value > known.most) known.most = value;
    }
  }

  most(name: string): number | null {
    return this.#ends.get(name)?.most ?? null;
  }

  /** `1,000`, `998–1,000`; null where nothing is known. */
  text(name: string, format: (value: number) => string = formatCount): string | null {
    const ends = this.#ends.get(name);
    if (ends === undefined) return null;
    const [least, most] = [format(ends.least), format(ends.most)];
    return least === most ? least : `${least}–${most}`;
  }
}

/** Different texts, the first few of them. */
class Texts {
  readonly #values = new Set<string>();
  #hasMore = false;

  add(text: string): void {
    if (this.#values.size < mostTexts) this.#values.add(text);
    else if (!this.#values.has(text)) this.#hasMore = true;
  }

  get values(): readonly string[] {
    return [...this.#values];
  }

  text(): string {
    return `${this.values.join(' or ')}${this.#hasMore ? ' or others' : ''}`;
  }
}

function factsOf(name: string, text: string | null): Fact[] {
  return text === null ? [] : [[name, text]];
}

function witnessText([kind, ranges]: [string, Ranges]): string {
  if (kind === 'none') return "none: the program's own count stands alone";
  return [kind, ...['expected', 'observed'].map((name) => `${name} ${ranges.text(name) ?? 'unknown'}`)].join(
    ', ',
  );
}

function iterationsText(iterations: OkSample['iterations']): string {
  const warmups = iterations.filter(({ warmup }) => warmup).length;
  return iterations.length === 0
    ? 'one'
    : `${counted(warmups, 'warm-up')}, ${iterations.length - warmups} measured`;
}

function addRecord(
  known: Map<string, Texts>,
  record: Readonly<Record<string, number | string | null>>,
): void {
  for (const [name, value] of Object.entries(record)) {
    const texts = known.get(name) ?? new Texts();
    known.set(name, texts);
    const isNothing = value === null || value === '';
    texts.add(isNothing ? 'none' : typeof value === 'number' ? formatCount(value) : value);
  }
}

/** `gomaxprocs 2, gogc 100`; null where there is nothing. */
function recordText(known: ReadonlyMap<string, Texts>): string | null {
  if (known.size === 0) return null;
  return [...known].map(([name, texts]) => `${name} ${texts.text()}`).join(', ');
}

function milliseconds(ns: number): string {
  return formatFigure(ns / 1e6);
}
