import { randomUUID } from 'node:crypto';
import {
  BatchGetItemCommand,
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { SequenceEntry } from '../../domain/audit-sequence';
import { DefectError } from '../../ports/errors';
import type { SequenceHead } from '../../ports/rollup-reader';
import type { SequenceOutcome, SequenceStore } from '../../ports/sequence-store';
import { untilDeadline } from './deadline';
import type { RollupUpdate } from './rollup-item';
import { readHead } from './sequence-head';
import {
  fittingEntries,
  headAfter,
  positionKey,
  type SequenceTables,
  type SequenceTransaction,
  sequenceTransaction,
} from './sequence-transaction';
import { available } from './unavailable';

/** Reasons for which the same transaction would be cancelled again: never a race. */
const DEFECTS = new Set(['ValidationError', 'ItemCollectionSizeLimitExceeded', 'DuplicateItem']);
/** Reasons that say nothing of an action. */
const UNTOUCHED = new Set(['None', undefined]);

/**
 * What a cancelled transaction says, from the reasons in the order of its actions: the head, then the entries.
 * @returns undefined where nothing but a defect stands among them.
 */
const refusalOf = (
  reasons: readonly CancellationReason[],
  entries: readonly SequenceEntry[],
): Extract<SequenceOutcome, { readonly kind: 'refused' }> | undefined => {
  const known = entries.filter((_, index) => reasons[index + 1]?.Code === 'ConditionalCheckFailed');
  const taken = new Set(known.map(({ key }) => key));
  // The head's condition, a conflict with another transaction, or a throttle; all of them pass.
  const moved = reasons.some(
    ({ Code }, index) =>
      !UNTOUCHED.has(Code) &&
      !DEFECTS.has(Code ?? '') &&
      !(index > 0 && index <= entries.length && Code === 'ConditionalCheckFailed'),
  );
  const defect = reasons.some(({ Code }) => DEFECTS.has(Code ?? ''));
  return defect && !moved && taken.size === 0 ? undefined : { kind: 'refused', known: taken, moved };
};

/** A transaction that would be refused again as it is. */
interface Unfit {
  readonly kind: 'unfit';
  readonly cause: Error;
  /** The rollups that do not take what they get, where the store says which. */
  readonly full: ReadonlySet<string>;
}

const unfit = (cause: Error, reasons: readonly CancellationReason[], { rollupAt }: SequenceTransaction): Unfit => {
  const full = reasons.flatMap(({ Code }, index) => (DEFECTS.has(Code ?? '') ? (rollupAt(index)?.sk ?? []) : []));
  return { kind: 'unfit', cause, full: new Set(full) };
};

/**
 * The sequence in DynamoDB. One transaction gives the next positions of a tree: the head's condition makes its writers
 * one, the condition on each position makes each item come once, and the rollups move with them.
 */
export class DynamoDbSequenceStore implements SequenceStore {
  readonly #client: DynamoDBClient;
  readonly #tables: SequenceTables;

  constructor(client: DynamoDBClient, tables: SequenceTables) {
    this.#client = client;
    this.#tables = tables;
  }

  head(tree: string): Promise<SequenceHead> {
    return available('sequence', () => readHead(this.#client, this.#tables.sequence, tree));
  }

  extend(tree: string, head: SequenceHead, entries: readonly SequenceEntry[]): Promise<SequenceOutcome> {
    const fitting = fittingEntries(entries);
    return available('sequence', async () => {
      const full = new Set<string>();
      // A position comes first: a rollup that has no room must not stop the sequence. What is given up grows with each
      // refusal: first the items that the store names, then all patients and users, then all figures.
      const steps = [
        () => false,
        ({ sk }: RollupUpdate) => full.has(sk),
        ({ sk, part }: RollupUpdate) => full.has(sk) || part !== 'counters',
        () => true,
      ];
      let cause: Error | undefined;
      for (const leavesOut of steps) {
        const transaction = sequenceTransaction(this.#tables, tree, head, fitting, leavesOut);
        const outcome = await this.#write(transaction, fitting);
        if (outcome === undefined) {
          const { overflowed } = transaction;
          return { kind: 'committed', count: fitting.length, head: headAfter(head, fitting), overflowed };
        }
        if (outcome.kind === 'refused') return outcome;
        for (const sk of outcome.full) full.add(sk);
        ({ cause } = outcome);
      }
      throw new DefectError('transaction is not valid', { cause });
    });
  }

  /** @returns undefined once all of it is written. */
  async #write(
    transaction: SequenceTransaction,
    entries: readonly SequenceEntry[],
  ): Promise<Extract<SequenceOutcome, { readonly kind: 'refused' }> | Unfit | undefined> {
    try {
      await this.#client.send(
        new TransactWriteItemsCommand({
          // The SDK's own retry of an unknown outcome repeats the token and changes nothing twice.
          ClientRequestToken: randomUUID(),
          TransactItems: [...transaction.items],
        }),
        untilDeadline(),
      );
      return undefined;
    } catch (error) {
      if (error instanceof TransactionCanceledException) {
        const { CancellationReasons: reasons = [] } = error;
        return refusalOf(reasons, entries) ?? unfit(error, reasons, transaction);
      }
      if (error instanceof Error && error.name === 'ValidationException') return unfit(error, [], transaction);
      throw error;
    }
  }

  known(tree: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
    const byItem = new Map(keys.map((key) => [positionKey(key), key]));
    if (byItem.size === 0) return Promise.resolve(new Set());
    return available('sequence', async () => {
      const { Responses = {} } = await this.#client.send(
        new BatchGetItemCommand({
          RequestItems: {
            [this.#tables.sequence]: {
              Keys: [...byItem.keys()].map((sk) => marshall({ tree, sk })),
              ProjectionExpression: 'sk',
              ConsistentRead: true,
            },
          },
        }),
        untilDeadline(),
      );
      const items = Responses[this.#tables.sequence] ?? [];
      return new Set(items.flatMap(({ sk }) => byItem.get(sk?.S ?? '') ?? []));
    });
  }
}
