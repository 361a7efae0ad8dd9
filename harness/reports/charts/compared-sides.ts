/** What two sides of a comparison are called in a picture: folders by their last names, and what both share once. */

interface Side {
  /** A case or a runtime's version; null: all of a run, or a side of a check. */
  readonly name: string | null;
  /** Null: the side of a check, which has its name from git. */
  readonly folder: string | null;
  /** Of a run: ` (day, id)`. */
  readonly rest: string;
}

export interface SidesWords {
  /** `node/p-limit against go/ants of reference` */
  readonly title: string;
  /** `base: …; head: …` */
  readonly line: string;
}

/** @param scenario the only one that is compared: it need not stand before the name of each case */
export function sidesWords(base: string, head: string, scenario: string | null): SidesWords {
  const [one, other] = [sideOf(base, scenario), sideOf(head, scenario)];
  const folders = lastNames(one.folder, other.folder);
  if (one.folder !== null && one.name !== null && other.name !== null && one.folder === other.folder) {
    return {
      title: `${other.name} against ${one.name} of ${folders[0]}`,
      line: `base: ${one.name}; head: ${other.name}; both of ${folders[0]}`,
    };
  }
  const words = [one, other].map(({ name }, index) =>
    [name, folders[index]].filter((word) => word !== null && word !== undefined).join(' of '),
  );
  const sides = [one, other].map(({ rest }, index) => ({ word: words[index] ?? '', rest }));
  // A folder's own name is its run's id, unless somebody chose another: once is enough.
  if (sides.every(({ word, rest }) => rest.endsWith(`, ${word.split('/').at(-1) ?? ''})`))) {
    return {
      title: 'Head against base',
      line: `base: ${sides[0]?.word ?? ''}; head: ${sides[1]?.word ?? ''}`,
    };
  }
  return {
    title: `${words[1]} against ${words[0]}`,
    line: `base: ${words[0]}${one.rest}; head: ${words[1]}${other.rest}`,
  };
}

/** A side as `commands/compare.ts` writes it: `case of folder`, `folder (day, id)`, or what a check calls it. */
function sideOf(text: string, scenario: string | null): Side {
  const within = /^(\S+) of (.+)$/s.exec(text);
  if (within !== null) {
    const [, name = '', folder = ''] = within;
    const isKnown = scenario !== null && name.startsWith(`${scenario}/`);
    return { name: isKnown ? name.slice(scenario.length + 1) : name, folder, rest: '' };
  }
  const run = /^(.+)( \(\d{4}-\d\d-\d\d, [^()]+\))$/s.exec(text);
  if (run !== null) return { name: null, folder: run[1] ?? '', rest: run[2] ?? '' };
  return { name: text, folder: null, rest: '' };
}

/** As many of the last names of both as tell them apart. */
export function lastNames(one: string | null, other: string | null): (string | null)[] {
  const [parts, others] = [partsOf(one), partsOf(other)];
  const last = (names: readonly string[], count: number): string => names.slice(-count).join('/');
  const most = Math.max(parts.length, others.length);
  let count = 1;
  if (one !== other) while (count < most && last(parts, count) === last(others, count)) count += 1;
  return [
    one === null ? null : last(parts, count) || one,
    other === null ? null : last(others, count) || other,
  ];
}

function partsOf(folder: string | null): string[] {
  return (folder ?? '').split(/[/\\]/).filter((part) => part !== '' && part !== '.');
}
