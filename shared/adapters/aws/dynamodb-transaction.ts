import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { ContentionError, DefectError, DependencyUnavailableError } from '../../ports/errors';
import { untilDeadline } from './deadline';

const ATTEMPTS = 3;
const BACKOFF_MS = 50;

const codesOf = ({ CancellationReasons = [] }: TransactionCanceledException): readonly string[] =>
  CancellationReasons.map(({ Code }) => Code ?? 'None');

/** How a cancelled transaction is to be taken, from the reasons in the order of its items. */
const judge = (error: TransactionCanceledException, mutationItems: number): 'conflict' | 'again' | 'defect' => {
  const codes = codesOf(error);
  if (codes.some((code) => code === 'ValidationError' || code === 'ItemCollectionSizeLimitExceeded')) return 'defect';
  if (codes.slice(0, mutationItems).includes('ConditionalCheckFailed')) return 'conflict';
  return 'again';
};

type Dependency = DependencyUnavailableError['dependency'];

/** What is thrown once a transaction was cancelled as often as it may be. */
const exhausted = (dependency: Dependency, cause: TransactionCanceledException): DependencyUnavailableError => {
  const Unavailable = codesOf(cause).includes('TransactionConflict') ? ContentionError : DependencyUnavailableError;
  return new Unavailable(dependency, { cause });
};

/** A transaction: changes, whose conditions may fail, and events, whose may not. */
export interface Transaction {
  readonly mutations: readonly TransactWriteItem[];
  readonly events: readonly TransactWriteItem[];
}

export type TransactionOutcome =
  | { readonly kind: 'committed' }
  /** Reasons in the order of the mutations. */
  | { readonly kind: 'conflict'; readonly reasons: readonly CancellationReason[] };

/** One transaction under one token, so that repeating it after an unknown outcome cannot double it. */
export const transactOnce = async (
  client: DynamoDBClient,
  dependency: Dependency,
  { mutations, events }: Transaction,
): Promise<TransactionOutcome> => {
  const command = new TransactWriteItemsCommand({
    ClientRequestToken: randomUUID(),
    TransactItems: [...mutations, ...events],
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(command, untilDeadline());
      return { kind: 'committed' };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const verdict = judge(error, mutations.length);
      if (verdict === 'conflict') return { kind: 'conflict', reasons: error.CancellationReasons ?? [] };
      if (verdict === 'defect') throw new DefectError('transaction is not valid', { cause: error });
      if (attempt >= ATTEMPTS) throw exhausted(dependency, error);
      await sleep(randomInt(BACKOFF_MS * 2 ** attempt));
    }
  }
};
