import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { DynamoDbRollupReader } from '../../../shared/adapters/aws/dynamodb-rollup-reader';
import { DynamoDbSequenceStore } from '../../../shared/adapters/aws/dynamodb-sequence-store';
import { MemorySequence } from '../../../shared/adapters/memory/memory-sequence';
import { sequenceAuditEvents, type SequencerDependencies } from '../../../shared/application/sequence-audit-events';
import { DependencyUnavailableError } from '../../../shared/ports/errors';
import type { RollupReader } from '../../../shared/ports/rollup-reader';
import type { SequenceStore } from '../../../shared/ports/sequence-store';
import type { AuditChange } from '../../../shared/domain/audit-sequence';
import { physicalTableName } from '../../../infra/local/local-resources';
import { newTree } from '../../support/audit-events';
import { AwsEngines } from '../../support/aws-engines';
import { NOON } from '../../support/movable-clock';
import { recount } from '../../support/recount';
import { deliveries, eventsOf, insertions, sums } from '../../support/sequences';

interface Subject {
  readonly store: SequenceStore;
  readonly reader: RollupReader;
  readonly runs: number;
  readonly engines?: AwsEngines;
}

const memory = (): Promise<Subject> => {
  const store = new MemorySequence(20);
  return Promise.resolve({ store, reader: store, runs: 300 });
};

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  const names = { sequence: physicalTableName('sequence'), rollups: physicalTableName('rollups') };
  return {
    store: new DynamoDbSequenceStore(engines.dynamoDb, names),
    reader: new DynamoDbRollupReader(engines.dynamoDb, names),
    runs: 12,
    engines,
  };
};

const dependenciesOf = (sequence: SequenceStore): SequencerDependencies => ({
  sequence,
  clock: { now: () => NOON },
  pause: () => new Promise((resolve) => setTimeout(resolve, randomInt(3))),
});

/** Dies now and then: before the transaction, or after it, so that nobody learns of its success. */
const crashing = (store: SequenceStore, crashes: readonly boolean[]): SequenceStore => {
  let calls = 0;
  return {
    head: (tree) => store.head(tree),
    known: (tree, keys) => store.known(tree, keys),
    extend: async (tree, head, entries) => {
      calls += 1;
      const dies = crashes[calls % Math.max(1, crashes.length)] === true && calls < 40;
      if (dies && calls % 2 === 0) throw new DependencyUnavailableError('sequence');
      const outcome = await store.extend(tree, head, entries);
      if (dies) throw new DependencyUnavailableError('sequence');
      return outcome;
    },
  };
};

/** Delivers a batch as Lambda does: again from the first record that failed, until it is done. */
const deliver = async (dependencies: SequencerDependencies, batch: readonly AuditChange[]): Promise<void> => {
  let rest = batch;
  for (let attempt = 0; rest.length > 0; attempt += 1) {
    if (attempt > 100) throw new Error('does not end');
    const { failedFrom } = await sequenceAuditEvents(dependencies, rest);
    if (failedFrom === undefined) return;
    rest = rest.slice(rest.findIndex(({ sequence_number }) => sequence_number === failedFrom));
  }
};

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('164.312(b) the sequence and its rollups %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.engines?.close());

  const allDays = (tree: string) => subject.reader.days(tree, '2020-01-01', '2030-01-01');

  it('rollups equal a recount of the log after duplicated, reordered, split, concurrent, and crashed deliveries', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(fc.nat(1000), { minLength: 1, maxLength: 120 })
          .chain((choices) => fc.tuple(fc.constant(choices), deliveries(choices.length))),
        fc.array(fc.boolean(), { maxLength: 5 }),
        async ([choices, rounds], crashes) => {
          const tree = newTree();
          const events = eventsOf(tree, choices);
          const changes = insertions(events);
          const dependencies = dependenciesOf(crashing(subject.store, crashes));
          for (const round of rounds) {
            await Promise.all(
              round.map((batch) =>
                deliver(
                  dependencies,
                  batch.flatMap((index) => changes[index] ?? []),
                ),
              ),
            );
          }
          expect(sums(await allDays(tree))).toEqual(recount(tree, events));
          const newest = events
            .map(({ recorded_at }) => recorded_at)
            .sort()
            .at(-1);
          expect(await subject.reader.head(tree)).toEqual({ size: events.length, newest_recorded_at: newest });
          const keys = events.slice(0, 100).map(({ id }) => id);
          expect(await subject.store.known(tree, keys)).toEqual(new Set(keys));
        },
      ),
      { numRuns: subject.runs, seed: 4 },
    );
  }, 60_000);

  it('is empty for a new tree', async () => {
    const tree = newTree();
    expect(await subject.reader.head(tree)).toEqual({ size: 0 });
    expect(await allDays(tree)).toEqual([]);
    expect(await subject.store.known(tree, ['01ARZ3NDEKTSV4RRFFQ69G5FAV'])).toEqual(new Set());
  });

  it('two sequencers on one tree: each event once, the last position is the size', async () => {
    const tree = newTree();
    const events = eventsOf(
      tree,
      Array.from({ length: 400 }, (__, index) => index),
    );
    const changes = insertions(events);
    const [one, two] = [dependenciesOf(subject.store), dependenciesOf(subject.store)];
    await Promise.all([deliver(one, changes), deliver(two, [...changes].reverse())]);
    const rollups = await allDays(tree);
    expect(sums(rollups)).toEqual(recount(tree, events));
    expect(Math.max(...rollups.map(({ position }) => position))).toBe(events.length - 1);
  }, 30_000);

  it('gives the days of a range, both ends within, and none of another tree', async () => {
    const tree = newTree();
    const events = eventsOf(
      tree,
      Array.from({ length: 60 }, (__, index) => index * 31),
    );
    await deliver(dependenciesOf(subject.store), insertions(events));
    const [first = '', ...others] = recount(tree, events).map(({ day }) => day);
    expect(others.length).toBeGreaterThan(0);
    expect((await subject.reader.days(tree, first, first)).map(({ day }) => day)).toEqual([first]);
    expect(await subject.reader.days(tree, '2031-01-01', '2031-02-01')).toEqual([]);
    expect(await subject.reader.days(tree, '2031-01-01', '2030-01-01')).toEqual([]);
    expect(await allDays(newTree())).toEqual([]);
  });
});
