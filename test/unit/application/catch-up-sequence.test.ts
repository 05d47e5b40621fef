import { MemorySequence } from '../../../shared/adapters/memory/memory-sequence';
import { type CatchUpDependencies, catchUpSequence } from '../../../shared/application/catch-up-sequence';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { CatchUpProgress } from '../../../shared/ports/catch-up-store';
import { DefectError, DependencyUnavailableError } from '../../../shared/ports/errors';
import { eventAt, newTree } from '../../support/audit-events';
import { after, DAY, HOUR, MINUTE, MovableClock, NOON } from '../../support/movable-clock';
import { insertions } from '../../support/sequences';

/** A log in memory of some trees, and a sequence in which some of them fail. */
class Bench implements CatchUpDependencies {
  readonly clock = new MovableClock(after(NOON, 2 * DAY));
  readonly sequence = new MemorySequence();
  readonly failing = new Map<string, Error>();
  readonly log: AuditEvent[] = [];
  stored: CatchUpProgress = {};
  reads = 0;
  readonly pause = () => Promise.resolve();

  readonly progress = {
    load: () => Promise.resolve(this.stored),
    save: (progress: CatchUpProgress) => {
      this.stored = progress;
      return Promise.resolve();
    },
  };

  readonly scan: CatchUpDependencies['scan'] = {
    trees: (day, behind = '') => {
      const own = this.log.filter(({ recorded_at }) => recorded_at.startsWith(day));
      const trees = [...new Set(own.map(({ covered_entity_id }) => covered_entity_id))].sort();
      return Promise.resolve({ trees: trees.filter((tree) => tree > behind) });
    },
    items: (tree, day, { from, to }) => {
      this.reads += 1;
      const within = ({ covered_entity_id, recorded_at }: AuditEvent): boolean =>
        covered_entity_id === tree &&
        recorded_at.startsWith(day) &&
        recorded_at >= from.toISOString() &&
        recorded_at <= to.toISOString();
      return Promise.resolve({ entries: insertions(this.log.filter(within)).map(({ entry }) => entry) });
    },
  };

  constructor() {
    const extend = this.sequence.extend.bind(this.sequence);
    this.sequence.extend = (tree, ...rest) => {
      const error = this.failing.get(tree);
      return error === undefined ? extend(tree, ...rest) : Promise.reject(error);
    };
  }

  run(remainingMs = Infinity) {
    return catchUpSequence(this, () => remainingMs);
  }

  async sizes(...trees: readonly string[]): Promise<readonly number[]> {
    return (await Promise.all(trees.map((tree) => this.sequence.head(tree)))).map(({ size }) => size);
  }
}

const [one, two, three] = [newTree(), newTree(), newTree()].sort() as [string, string, string];

describe('RELIABILITY 19: the catch-up isolates trees', () => {
  it('a defect in one is told, the others go on, and it is made up for once it is mended, days later', async () => {
    const bench = new Bench();
    bench.log.push(...[one, two, three].flatMap((tree) => [eventAt(tree), eventAt(tree, after(NOON, DAY))]));
    bench.failing.set(two, new DefectError('wrong'));
    const run = await bench.run();
    expect(run).toMatchObject({ added: 4, finished: true, parked: [{ tree: two }] });
    expect(await bench.sizes(one, two, three)).toEqual([2, 0, 2]);

    bench.clock.advance(3 * DAY);
    bench.log.push(eventAt(one, after(NOON, 4 * DAY)), eventAt(two, after(NOON, 4 * DAY)));
    const again = await bench.run();
    expect(again).toMatchObject({ added: 1, finished: true, parked: [{ tree: two }] });
    // The lag is that of the tree that is furthest behind.
    expect(again.lag_seconds).toBeGreaterThan((5 * DAY) / 1000);

    bench.failing.clear();
    bench.clock.advance(HOUR);
    expect(await bench.run()).toMatchObject({
      added: 3,
      finished: true,
      parked: [],
      lag_seconds: (15 * MINUTE) / 1000,
    });
    expect(await bench.sizes(one, two, three)).toEqual([3, 3, 2]);
    expect(bench.stored.parked).toBeUndefined();
  });

  it('an outage ends the run, and nothing counts as done', async () => {
    const bench = new Bench();
    bench.log.push(eventAt(one), eventAt(two));
    bench.failing.set(one, new DependencyUnavailableError('sequence'));
    await expect(bench.run()).rejects.toThrow(DependencyUnavailableError);
    expect(bench.stored.until).toBeUndefined();
    bench.failing.clear();
    expect(await bench.run()).toMatchObject({ added: 2, finished: true });
  });
});

describe('the catch-up’s time', () => {
  it('reads nothing more shortly before the end, says so, and goes on with the next run', async () => {
    const bench = new Bench();
    bench.log.push(eventAt(one));
    expect(await bench.run(14_000)).toMatchObject({ added: 0, finished: false });
    expect(bench.reads).toBe(0);
    expect(bench.stored.until).toBeUndefined();
    expect(await bench.run()).toMatchObject({ added: 1, finished: true });
  });

  it('is bounded by nothing else: 300 trees a day in one run', async () => {
    const bench = new Bench();
    bench.log.push(...Array.from({ length: 300 }, () => eventAt(newTree())));
    expect(await bench.run()).toMatchObject({ added: 300, finished: true });
  });
});
