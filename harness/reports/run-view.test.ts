import { describe, expect, test } from 'vitest';
import { readPageAssets } from '../commands/read-page-assets.ts';
import type { Plan } from '../store/plan.ts';
import type { Sample } from '../store/sample.ts';
import { chartMaterial, chartsOf } from './charts/index.ts';
import { exampleRun, type ExampleRun } from './example-run.ts';
import { reportHtml } from './html/report-html.ts';
import { reportFormats } from './index.ts';
import type { Run } from './report.ts';
import { figureOf, lastAttempts, sampleFigures, takenSamples } from './run-view.ts';
import { summaryTable } from './summary-table.ts';

const formats = [...reportFormats, reportHtml(await readPageAssets())];

/** Every file of a run, its charts without pictures, and what the terminal shows. */
function reported(run: Run): Record<string, string> {
  const charts = JSON.stringify(chartsOf(chartMaterial(run)));
  const files = formats.map(({ file, write }) => [file, [...write(run)].join('')]);
  return { ...Object.fromEntries(files), charts, terminal: summaryTable(run) };
}

/** So many times the rounds of the example. */
function manyRounds(copies: number): ExampleRun {
  const { entries } = exampleRun.plan;
  const rounds = Math.max(...entries.map(({ round }) => round)) + 1;
  const numbers = Array.from({ length: copies }, (_, copy) => copy);
  const moved = <Placed extends { order: number; round: number }>(placed: Placed, copy: number): Placed => ({
    ...placed,
    order: placed.order + copy * entries.length,
    round: placed.round + copy * rounds,
  });
  const plan: Plan = {
    ...exampleRun.plan,
    entries: numbers.flatMap((copy) => entries.map((entry) => moved(entry, copy))),
  };
  const samples = numbers.flatMap((copy) => exampleRun.samples.map((sample) => moved(sample, copy)));
  return { ...exampleRun, plan, samples };
}

/** Readable until `isAlive` says no, in all its parts but `parameters`, which a run keeps once for each case. */
function mortal<Value>(value: Value, isAlive: () => boolean): Value {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      if (!isAlive())
        throw new Error(`${String(key)} of a sample was read after the next one had been asked for`);
      const part: unknown = Reflect.get(target, key);
      return key === 'parameters' ? part : mortal(part, isAlive);
    },
  });
}

/** A sample of it dies when the next one is asked for; `passages` counts how often they are gone through. */
function streamed(run: ExampleRun): { run: Run; passages: () => number } {
  let passages = 0;
  const samples: Iterable<Sample> = {
    *[Symbol.iterator]() {
      passages += 1;
      let current = -1;
      for (const [index, sample] of run.samples.entries()) {
        current = index;
        yield mortal(sample, () => current === index);
      }
      current = -1;
    },
  };
  return { run: { ...run, samples }, passages: () => passages };
}

describe('a large run is a stream', () => {
  const whole = manyRounds(50);

  test('every report reads a sample before it asks for the next one, and says the same', () => {
    expect(whole.samples.length).toBeGreaterThan(2_000);
    expect(reported(streamed(whole).run)).toEqual(reported(whole));
  });

  test('a sample that is held too long is noticed', () => {
    const { run } = streamed(exampleRun);
    const held = [...run.samples];
    expect(() => held[0]?.order).toThrow('order of a sample was read after');
  });

  test('all reports together go through the samples once for what they share, and once for each detail', () => {
    const { run, passages } = streamed(exampleRun);
    takenSamples(run);
    expect(passages()).toBe(1);
    reported(run);
    // latency.csv, memory.csv, the page's evidence and the percentile charts.
    expect(passages()).toBeLessThanOrEqual(5);
  });
});

describe('the last attempts', () => {
  test('are those of the plan, in its order, each the last', () => {
    const last = [...lastAttempts(exampleRun)];
    const orders = last.map(({ order }) => order);
    expect(orders).toEqual([...new Set(orders)].toSorted((one, other) => one - other));
    for (const { order, attempt } of last) {
      const all = exampleRun.samples.filter((sample) => sample.order === order);
      expect(attempt).toBe(Math.max(...all.map((sample) => sample.attempt)));
    }
    expect(exampleRun.samples.length).toBeGreaterThan(last.length);
  });

  // A run that was gone on with takes the attempts that it lacks after later samples were stored.
  test('come in the plan’s order from a run that stored its last attempts at the end, with the same reports', () => {
    const resumed = {
      ...exampleRun,
      samples: exampleRun.samples.toSorted((one, other) => one.attempt - other.attempt),
    };
    expect(resumed.samples).not.toEqual(exampleRun.samples);
    expect([...lastAttempts(resumed)]).toEqual([...lastAttempts(exampleRun)]);
    // What holds every attempt has them as they were stored.
    const { 'samples.csv': stored, 'report.html': _page, ...others } = reported(resumed);
    const { 'samples.csv': expected, 'report.html': _same, ...same } = reported(exampleRun);
    expect(others).toEqual(same);
    expect(stored?.split('\r\n').toSorted()).toEqual(expected?.split('\r\n').toSorted());
  });

  test('of one attempt that was stored twice the first counts', () => {
    const [first] = exampleRun.samples;
    const doubled = {
      ...exampleRun,
      samples: [...exampleRun.samples, { ...first, startedAt: '2020-01-01T00:00:00Z' } as Sample],
    };
    expect([...lastAttempts(doubled)]).toEqual([...lastAttempts(exampleRun)]);
  });

  test('samples that can be gone through only once are refused, not left out', () => {
    const once = { ...exampleRun, samples: exampleRun.samples.values() };
    expect(() => [...lastAttempts(once)]).toThrow('expected samples that can be gone through more than once');
  });
});

describe('the figures of a sample', () => {
  const { last } = takenSamples(exampleRun);

  test('one is among all, and null where there is none', () => {
    for (const sample of last) {
      for (const { metric, value } of sampleFigures(sample))
        expect(figureOf(sample, metric.name)).toBe(value);
      expect(figureOf(sample, 'no_such_metric')).toBeNull();
    }
  });

  test('a sample that is not ok has a reason in their place', () => {
    for (const sample of last) {
      expect(sample.reason === null).toBe(sample.status === 'ok');
      expect(sampleFigures(sample).length > 0).toBe(sample.status === 'ok');
    }
  });

  test('samples of one case share what tells it', () => {
    const cases = new Set(last.map(({ of }) => of));
    expect(cases.size).toBe(new Set(last.map(({ of }) => of.case)).size);
  });
});
