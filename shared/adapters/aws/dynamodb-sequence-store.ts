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
import { readHead } from './sequence-head';
import {
  fittingEntries,
  headAfter,
  positionKey,
  type SequenceTables,
  sequenceTransaction,
} from './sequence-transaction';
import { available } from './unavailable';

/** Reasons for which the same transaction would be cancelled again: a defect of ours, never a race. */
const DEFECTS = new Set(['ValidationError', 'ItemCollectionSizeLimitExceeded', 'DuplicateItem']);
/** Reasons that say nothing of an action. */
const UNTOUCHED = new Set(['None', undefined]);

/** What a cancelled transaction says, from the reasons in the order of its actions: the head, then the entries. */
const refusalOf = (
  reasons: readonly CancellationReason[],
  entries: readonly SequenceEntry[],
): Extract<SequenceOutcome, { readonly kind: 'refused' }> => {
  const known = entries.filter((_, index) => reasons[index + 1]?.Code === 'ConditionalCheckFailed');
  const taken = new Set(known.map(({ key }) => key));
  // The head's condition, a conflict with another transaction, or a throttle; all of them pass.
  const moved = reasons.some(
    ({ Code }, index) =>
      !UNTOUCHED.has(Code) && !(index > 0 && index <= entries.length && Code === 'ConditionalCheckFailed'),
  );
  return { kind: 'refused', known: taken, moved };
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
      try {
        await this.#client.send(
          new TransactWriteItemsCommand({
            // The SDK's own retry of an unknown outcome repeats the token and changes nothing twice.
            ClientRequestToken: randomUUID(),
            TransactItems: [...sequenceTransaction(this.#tables, tree, head, fitting)],
          }),
          untilDeadline(),
        );
        return { kind: 'committed', count: fitting.length, head: headAfter(head, fitting) };
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const { CancellationReasons: reasons = [] } = error;
        if (reasons.some(({ Code }) => DEFECTS.has(Code ?? ''))) {
          throw new DefectError('transaction is not valid', { cause: error });
        }
        return refusalOf(reasons, fitting);
      }
    });
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
