import {
  type DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDbAuditTrail } from '../../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbMutation } from '../../../../shared/adapters/aws/dynamodb-mutation';
import { ContentionError } from '../../../../shared/ports/errors';
import { eventAt } from '../../../support/audit-events';
import { after, DAY, NOON } from '../../../support/movable-clock';
import { ENTITY_A } from '../../../support/synthetic-parties';

const TABLES = { audit: 'audit-table', auditDays: 'days-table' };
const CHANGE = new DynamoDbMutation([{ Put: { TableName: 'baa-table', Item: { id: { S: 'x' } } } }]);

const cancelled = (...codes: readonly string[]): TransactionCanceledException =>
  new TransactionCanceledException({
    message: 'Transaction cancelled (invented detail)',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const named = (name: string): Error => Object.assign(new Error('invented detail'), { name });

/** A trail whose transactions end as told, one after another; then they succeed. */
const trailOf = (...outcomes: readonly Error[]) => {
  const sent: unknown[] = [];
  const left = [...outcomes];
  const send = (command: unknown): Promise<unknown> => {
    sent.push(command);
    const isChange = command instanceof TransactWriteItemsCommand || isEventPut(command);
    const error = isChange ? left.shift() : undefined;
    return error === undefined ? Promise.resolve({}) : Promise.reject(error);
  };
  const trail = new DynamoDbAuditTrail({ send } as unknown as DynamoDBClient, TABLES);
  const transactions = () => sent.filter((command) => command instanceof TransactWriteItemsCommand);
  return { trail, sent, transactions };
};

const isEventPut = (command: unknown): boolean =>
  command instanceof PutItemCommand && command.input.TableName === TABLES.audit;

const change = ({ trail }: ReturnType<typeof trailOf>) => trail.commit([CHANGE], [eventAt(ENTITY_A)], 'body');
const UNAVAILABLE = { name: 'DependencyUnavailableError', dependency: 'audit' };

describe('RELIABILITY rows 2 to 4 and 7: a cancelled transaction, by its reasons in order', () => {
  it.each([
    ['the change’s condition', cancelled('ConditionalCheckFailed', 'None')],
    ['the change’s condition and contention', cancelled('ConditionalCheckFailed', 'TransactionConflict')],
  ])('conflicts, and is not tried again, for %s', async (_, error) => {
    const subject = trailOf(error);
    expect(await change(subject)).toBe('conflict');
    expect(subject.transactions()).toHaveLength(1);
  });

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is tried again for %s, under the same token, and never is a conflict of the caller’s',
    async (code) => {
      const subject = trailOf(cancelled('None', code), cancelled(code, 'None'));
      expect(await change(subject)).toMatchObject({ body: 'body' });
      const tokens = subject.transactions().map((command) => command.input.ClientRequestToken);
      expect([tokens.length, new Set(tokens).size]).toEqual([3, 1]);
    },
  );

  it.each(['TransactionConflict', 'ThrottlingError'])('ends as 503 when %s goes on', async (code) => {
    const subject = trailOf(...Array.from({ length: 10 }, () => cancelled('None', code)));
    await expect(change(subject)).rejects.toMatchObject(UNAVAILABLE);
    expect(subject.transactions()).toHaveLength(3);
  });

  it.each([
    ['TransactionConflict', true],
    ['ThrottlingError', false],
  ])(
    'says so when it was contention (%s: %s): an idempotent creation asks for the row then',
    async (code, contended) => {
      const subject = trailOf(...Array.from({ length: 10 }, () => cancelled(code, 'None')));
      const thrown = await change(subject).catch((error: unknown) => error);
      expect(thrown instanceof ContentionError).toBe(contended);
    },
  );

  it.each([
    ['ValidationError', cancelled('None', 'ValidationError')],
    ['ItemCollectionSizeLimitExceeded', cancelled('ItemCollectionSizeLimitExceeded', 'None')],
    ['ValidationError beside a condition', cancelled('ConditionalCheckFailed', 'ValidationError')],
    ['ValidationException', named('ValidationException')],
    ['a token of another transaction (row 7)', named('IdempotentParameterMismatchException')],
  ])('is a defect of ours (500), not an outage (503) and not a conflict (409), for %s', async (_, error) => {
    const subject = trailOf(error);
    const outcome = await change(subject).catch((thrown: unknown) => thrown);
    expect(outcome).toBeInstanceOf(Error);
    expect(outcome).not.toMatchObject({ name: 'DependencyUnavailableError' });
    expect(subject.transactions()).toHaveLength(1);
  });
});

describe('RELIABILITY rows 1, 5, 8: nothing is released when the event may not be durable', () => {
  it.each([
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'ResourceNotFoundException',
    'AccessDeniedException',
    'KMSAccessDeniedException',
    'InternalServerError',
    'TransactionInProgressException',
    'TimeoutError',
    'AbortError',
    'ConditionalCheckFailedException',
    'ECONNRESET',
  ])('%s', async (name) => {
    await expect(trailOf(named(name)).trail.answer([eventAt(ENTITY_A)], 'body')).rejects.toMatchObject(UNAVAILABLE);
    await expect(change(trailOf(named(name)))).rejects.toMatchObject(UNAVAILABLE);
  });

  it('tells nothing of the cause in its message', async () => {
    await expect(change(trailOf(named('InternalServerError')))).rejects.toThrow(/^audit unavailable$/);
  });
});

describe('the days on which a tree has events', () => {
  const dayPuts = (sent: readonly unknown[]) =>
    sent.filter((command) => command instanceof PutItemCommand && command.input.TableName === TABLES.auditDays);

  it('are written down before the first event of the day, once per instance', async () => {
    const { trail, sent } = trailOf();
    for (const at of [NOON, after(NOON, 1), after(NOON, DAY), NOON]) await trail.record([eventAt(ENTITY_A, at)]);
    expect(dayPuts(sent)).toHaveLength(2);
    expect(sent[0]).toBe(dayPuts(sent)[0]);
    expect(isEventPut(sent[1])).toBe(true);
  });

  it('are written down again when the first attempt failed', async () => {
    const sent: unknown[] = [];
    const outcomes = [named('ThrottlingException')];
    const send = (command: unknown): Promise<unknown> => {
      sent.push(command);
      const error = outcomes.shift();
      return error === undefined ? Promise.resolve({}) : Promise.reject(error);
    };
    const trail = new DynamoDbAuditTrail({ send } as unknown as DynamoDBClient, TABLES);
    await expect(trail.record([eventAt(ENTITY_A)])).rejects.toMatchObject(UNAVAILABLE);
    expect(sent.filter(isEventPut)).toHaveLength(0);
    await trail.record([eventAt(ENTITY_A)]);
    expect([dayPuts(sent).length, sent.filter(isEventPut).length]).toEqual([2, 1]);
  });
});
