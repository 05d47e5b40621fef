import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  GetResourcePolicyCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  EmbeddedDynamoDbUnavailableError,
  startEmbeddedDynamoDb,
} from '../../../infra/local/engines/dynamodb/embedded-engine';
import { endOrphanedEngines } from '../../../infra/local/engines/dynamodb/orphaned-engine';
import { startDynamoDb, type DynamoDbEngine } from '../../../infra/local/engines/dynamodb/start-dynamodb';
import { touchedTables } from '../../../infra/local/engines/dynamodb/touched-tables';
import { clientOf, engineSettings, GIVEN_DYNAMODB_ENDPOINT, withTemporaryDirectory } from './sdk-environment';

/** Tables of this run, since an engine that is given outlives it. */
const PREFIX = `phiducia-test-${randomUUID()}-`;
const AUDIT = `${PREFIX}audit`;
const PATIENTS = `${PREFIX}patients`;
const describeEmbedded = GIVEN_DYNAMODB_ENDPOINT === undefined ? describe : describe.skip;

const settings = {
  faults: engineSettings().faults,
  logicalTableName: (name: string) => name.replace(PREFIX, ''),
  appendOnlyTables: new Set(['audit']),
};

const createTable = (TableName: string) =>
  new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
const put = (TableName: string, pk: string) =>
  new PutItemCommand({ TableName, Item: { pk: { S: pk } }, ConditionExpression: 'attribute_not_exists(pk)' });
const get = (TableName: string, pk: string) =>
  new GetItemCommand({ TableName, Key: { pk: { S: pk } }, ConsistentRead: true });

describe('DynamoDB behind its proxy, driven by the AWS SDK', () => {
  let engine: DynamoDbEngine;
  let db: DynamoDBClient;
  const Key = { pk: { S: 'event-1' } };

  beforeAll(async () => {
    engine = await startDynamoDb({ ...settings, endpoint: GIVEN_DYNAMODB_ENDPOINT });
    db = clientOf(DynamoDBClient, 'DYNAMODB', engine.url);
    await db.send(createTable(AUDIT));
    await db.send(createTable(PATIENTS));
    await db.send(put(AUDIT, 'event-1'));
  });
  afterEach(() => settings.faults.clear());
  afterAll(() => engine.close());

  describe('on an append-only table', () => {
    const arn = `arn:aws:dynamodb:us-east-1:000000000000:table/${AUDIT}`;
    const denied = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } };
    const insert = `INSERT INTO "${AUDIT}" VALUE {'pk': 'x'}`;

    it.each([
      ['UpdateItem', () => db.send(new UpdateItemCommand({ TableName: AUDIT, Key }))],
      ['UpdateItem by ARN', () => db.send(new UpdateItemCommand({ TableName: arn, Key }))],
      ['DeleteItem', () => db.send(new DeleteItemCommand({ TableName: AUDIT, Key }))],
      [
        'BatchWriteItem, puts as well',
        () =>
          db.send(
            new BatchWriteItemCommand({ RequestItems: { [AUDIT]: [{ PutRequest: { Item: { pk: { S: 'x' } } } }] } }),
          ),
      ],
      [
        'a transaction with a Delete',
        () => db.send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName: AUDIT, Key } }] })),
      ],
      [
        'a transaction with an Update among allowed entries',
        () =>
          db.send(
            new TransactWriteItemsCommand({
              TransactItems: [
                { Put: { TableName: PATIENTS, Item: { pk: { S: 'half' } } } },
                {
                  Update: {
                    TableName: AUDIT,
                    Key,
                    UpdateExpression: 'SET a = :a',
                    ExpressionAttributeValues: { ':a': { S: 'x' } },
                  },
                },
              ],
            }),
          ),
      ],
      ['PartiQL INSERT', () => db.send(new ExecuteStatementCommand({ Statement: insert }))],
      [
        'PartiQL UPDATE',
        () => db.send(new ExecuteStatementCommand({ Statement: `update ${AUDIT} SET a='x' WHERE pk='event-1'` })),
      ],
      [
        'PartiQL DELETE behind a comment',
        () =>
          db.send(
            new ExecuteStatementCommand({ Statement: `-- SELECT\n/* * */ DELETE FROM "${AUDIT}" WHERE pk='event-1'` }),
          ),
      ],
      ['a PartiQL batch', () => db.send(new BatchExecuteStatementCommand({ Statements: [{ Statement: insert }] }))],
      [
        'a PartiQL transaction',
        () => db.send(new ExecuteTransactionCommand({ TransactStatements: [{ Statement: insert }] })),
      ],
    ])('refuses %s as AccessDeniedException', async (_, attempt: () => Promise<unknown>) => {
      await expect(attempt()).rejects.toMatchObject(denied);
      expect((await db.send(get(AUDIT, 'event-1'))).Item).toEqual(Key);
      expect((await db.send(get(PATIENTS, 'half'))).Item).toBeUndefined();
    });

    it('lets PutItem, reads, and transactions with Put and ConditionCheck through', async () => {
      await db.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Put: {
                TableName: AUDIT,
                Item: { pk: { S: 'event-2' } },
                ConditionExpression: 'attribute_not_exists(pk)',
              },
            },
            { Put: { TableName: PATIENTS, Item: { pk: { S: 'p-2' } } } },
            { ConditionCheck: { TableName: AUDIT, Key, ConditionExpression: 'attribute_exists(pk)' } },
          ],
        }),
      );
      expect((await db.send(get(AUDIT, 'event-2'))).Item).toBeDefined();
      const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'event-2' } } };
      expect((await db.send(new QueryCommand({ TableName: AUDIT, ...query }))).Count).toBe(1);
      const select = new ExecuteStatementCommand({ Statement: `SELECT * FROM "${AUDIT}" WHERE pk='event-1'` });
      await expect(db.send(select)).resolves.toMatchObject({ Items: [Key] });
      const lowerCase = new ExecuteStatementCommand({ Statement: `select * from "${AUDIT}" where pk='event-1'` });
      await expect(db.send(lowerCase)).resolves.toMatchObject({ Items: [Key] });
    });

    it('shows the policy that it enforces', async () => {
      const { Policy = '{}' } = await db.send(new GetResourcePolicyCommand({ ResourceArn: arn }));
      expect(JSON.parse(Policy)).toMatchObject({ Statement: [{ Effect: 'Deny', Resource: arn }] });
    });
  });

  it('lets update, delete, and batch write through on any other table', async () => {
    await db.send(
      new BatchWriteItemCommand({ RequestItems: { [PATIENTS]: [{ PutRequest: { Item: { pk: { S: 'b' } } } }] } }),
    );
    await db.send(new UpdateItemCommand({ TableName: PATIENTS, Key: { pk: { S: 'b' } } }));
    await db.send(new DeleteItemCommand({ TableName: PATIENTS, Key: { pk: { S: 'b' } } }));
    expect((await db.send(get(PATIENTS, 'b'))).Item).toBeUndefined();
  });

  it('hands errors of the engine on as they are, cancellation reasons included', async () => {
    await expect(db.send(put(AUDIT, 'event-1'))).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    const { TableName, Item, ConditionExpression } = put(AUDIT, 'event-1').input;
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [{ Put: { TableName, Item, ConditionExpression } }],
    });
    const error = await db.send(transaction).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error).toMatchObject({ CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] });
  });

  describe('with faults on', () => {
    const fault = { service: 'dynamodb', operation: '*', table: 'audit', count: 1 };
    const transaction = (pk: string) =>
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: PATIENTS, Item: { pk: { S: pk } } } },
          { Put: { TableName: AUDIT, Item: { pk: { S: pk } } } },
        ],
      });

    it.each([
      ['ThrottlingException', 400],
      ['ProvisionedThroughputExceededException', 400],
      ['ResourceNotFoundException', 400],
      ['InternalServerError', 500],
      ['ServiceUnavailable', 503],
    ])('answers %s (%i) on the table named alone', async (error, httpStatusCode) => {
      settings.faults.add({ ...fault, error });
      await expect(db.send(get(PATIENTS, 'event-1'))).resolves.toBeDefined();
      await expect(db.send(get(AUDIT, 'event-1'))).rejects.toMatchObject({
        name: error,
        $metadata: { httpStatusCode },
      });
      await expect(db.send(get(AUDIT, 'event-1'))).resolves.toBeDefined();
    });

    it('matches a table inside a transaction, and stores nothing of it', async () => {
      settings.faults.add({ ...fault, error: 'AccessDeniedException' });
      await expect(db.send(transaction('t-1'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
      expect((await db.send(get(PATIENTS, 't-1'))).Item).toBeUndefined();
    });

    it('reports contention on the table named when the fault is a cancelled transaction', async () => {
      settings.faults.add({ ...fault, error: 'TransactionCanceledException' });
      const error = await db.send(transaction('t-2')).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(TransactionCanceledException);
      expect(error).toMatchObject({ CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }] });
    });

    it('has stored the whole transaction when the reply is lost, and nothing after a reset', async () => {
      settings.faults.add({ ...fault, error: 'reset' });
      await expect(db.send(transaction('t-3'))).rejects.toThrow(/ECONNRESET|socket hang up/);
      expect((await db.send(get(AUDIT, 't-3'))).Item).toBeUndefined();
      settings.faults.add({ ...fault, error: 'lost_reply' });
      await expect(db.send(transaction('t-4'))).rejects.toThrow(/ECONNRESET|socket hang up/);
      expect((await db.send(get(AUDIT, 't-4'))).Item).toBeDefined();
      expect((await db.send(get(PATIENTS, 't-4'))).Item).toBeDefined();
    });

    it.each(['ValidationError', 'ItemCollectionSizeLimitExceeded', 'ThrottlingError'] as const)(
      'cancels a transaction for the reason that the fault names: %s',
      async (reason) => {
        settings.faults.add({ ...fault, error: 'TransactionCanceledException', reason });
        await expect(db.send(transaction('t-6'))).rejects.toMatchObject({
          CancellationReasons: [{ Code: 'None' }, { Code: reason }],
        });
      },
    );

    it('has done the work when half an answer comes, and nothing when it is no JSON', async () => {
      for (const [error, id, done] of [
        ['half_reply', 't-7', true],
        ['cut_reply', 't-8', false],
        ['not_json', 't-9', false],
      ] as const) {
        settings.faults.add({ ...fault, operation: 'GetItem', error });
        await expect(db.send(get(AUDIT, 'event-1'))).rejects.toThrow(done ? /aborted|ECONNRESET|hang up/ : SyntaxError);
        settings.faults.add({ ...fault, error });
        await db.send(transaction(id)).catch(() => undefined);
        expect((await db.send(get(AUDIT, id))).Item !== undefined).toBe(error !== 'not_json');
        settings.faults.clear();
      }
    });

    it('does half of a batch, and gives the other half back', async () => {
      const keys = ['event-1', 'event-2'].map((id) => get(AUDIT, id).input.Key ?? {});
      settings.faults.add({ ...fault, operation: 'BatchGetItem', error: 'unprocessed' });
      const { UnprocessedKeys } = await db.send(new BatchGetItemCommand({ RequestItems: { [AUDIT]: { Keys: keys } } }));
      expect(UnprocessedKeys?.[AUDIT]?.Keys).toEqual(keys.slice(1));
    });

    it('notes each request with its tables, and the fault that ended it', async () => {
      settings.faults.calls.clear();
      settings.faults.add({ ...fault, error: 'AccessDeniedException' });
      await db.send(transaction('t-10')).catch(() => undefined);
      await db.send(get(PATIENTS, 'event-1'));
      expect(settings.faults.calls.list()).toMatchObject([
        { service: 'dynamodb', operation: 'TransactWriteItems', fault: 'AccessDeniedException' },
        { service: 'dynamodb', operation: 'GetItem', tables: ['patients'] },
      ]);
    });

    it('hangs until the client gives up', async () => {
      settings.faults.add({ ...fault, error: 'hang' });
      const abortSignal = AbortSignal.timeout(150);
      await expect(db.send(transaction('t-5'), { abortSignal })).rejects.toMatchObject({ name: 'AbortError' });
      expect((await db.send(get(AUDIT, 't-5'))).Item).toBeUndefined();
    });
  });

  it('counts calls per operation', async () => {
    const before = engine.callCounts().ListTables ?? 0;
    await db.send(new ListTablesCommand({}));
    expect(engine.callCounts().ListTables).toBe(before + 1);
  });
});

describeEmbedded('the embedded DynamoDB on a directory', () => {
  it('keeps tables and items over a restart', () =>
    withTemporaryDirectory(async (directory) => {
      const first = await startDynamoDb({ ...settings, directory });
      const before = clientOf(DynamoDBClient, 'DYNAMODB', first.url);
      await before.send(createTable(PATIENTS));
      await before.send(put(PATIENTS, 'kept'));
      await first.close();
      const second = await startDynamoDb({ ...settings, directory });
      const after = clientOf(DynamoDBClient, 'DYNAMODB', second.url);
      expect((await after.send(get(PATIENTS, 'kept'))).Item).toEqual({ pk: { S: 'kept' } });
      await second.close();
    }));
});

describeEmbedded('an engine that a killed stack left behind', () => {
  it('is ended before the next one opens the same data, which has what it had written', () =>
    withTemporaryDirectory(async (directory) => {
      const orphan = await startDynamoDb({ ...settings, directory });
      const before = clientOf(DynamoDBClient, 'DYNAMODB', orphan.upstreamUrl);
      await before.send(createTable(PATIENTS));
      await before.send(put(PATIENTS, 'kept'));
      const next = await startDynamoDb({ ...settings, directory });
      await expect(fetch(orphan.upstreamUrl)).rejects.toThrow('fetch failed');
      const after = clientOf(DynamoDBClient, 'DYNAMODB', next.url);
      expect((await after.send(get(PATIENTS, 'kept'))).Item).toEqual({ pk: { S: 'kept' } });
      await Promise.all([orphan.close(), next.close()]);
    }));

  it('keeps the next one from its data where it does not end', () =>
    withTemporaryDirectory(async (directory) => {
      const path = join(directory, 'data');
      const other = spawn(process.execPath, ['-e', 'console.log(1); setTimeout(() => {}, 60_000)', path]);
      try {
        await once(other.stdout, 'data');
        const ending = endOrphanedEngines(process.execPath, path, { end: () => undefined, withinMs: 100 });
        await expect(ending).rejects.toThrow(`process ${other.pid}`);
        expect(other.exitCode).toBeNull();
        await endOrphanedEngines(process.execPath, join(directory, 'dat'));
        expect(other.signalCode).toBeNull();
      } finally {
        other.kill('SIGKILL');
      }
    }));
});

describe('without an embedded engine', () => {
  it('the start is refused at once, and the message says the way out', async () => {
    const error = await startEmbeddedDynamoDb(undefined, '/nonexistent/dynoxide').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(EmbeddedDynamoDbUnavailableError);
    expect(error).toMatchObject({
      code: 'embedded-dynamodb-unavailable',
      message: expect.stringContaining('AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000'),
    });
  });
});

describe('the proxy before an engine that is given', () => {
  async function withUpstream(
    answer: (request: IncomingMessage, response: ServerResponse) => void,
    run: (engine: DynamoDbEngine) => Promise<void>,
  ): Promise<void> {
    const server = createServer(answer);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const engine = await startDynamoDb({ ...settings, endpoint });
    try {
      await run(engine);
    } finally {
      await engine.close();
      server.closeAllConnections();
      server.close();
    }
  }

  it('forwards path, headers, and body verbatim, and gives the answer back with its x-amz-crc32', async () => {
    const seen: { url?: string; target?: unknown; body: string }[] = [];
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ url: request.url, target: request.headers['x-amz-target'], body });
        response.writeHead(200, { 'x-amz-crc32': '42', 'x-amzn-requestid': 'up' }).end('{"ok":true}');
      });
    };
    await withUpstream(answer, async ({ url, upstreamUrl }) => {
      expect(upstreamUrl).not.toBe(url);
      const response = await fetch(`${url}/?a=b`, {
        method: 'POST',
        headers: { 'x-amz-target': 'DynamoDBStreams_20120810.GetRecords' },
        body: '{"ShardIterator": "x"}',
      });
      expect(seen).toEqual([
        { url: '/?a=b', target: 'DynamoDBStreams_20120810.GetRecords', body: '{"ShardIterator": "x"}' },
      ]);
      expect(response.headers.get('x-amz-crc32')).toBe('42');
      expect(response.headers.get('x-amzn-requestid')).toBe('up');
      expect(await response.text()).toBe('{"ok":true}');
    });
  });

  it('resets the connection when the engine breaks off', async () => {
    await withUpstream(
      (request) => request.socket.destroy(),
      async ({ url }) => {
        const db = clientOf(DynamoDBClient, 'DYNAMODB', url);
        await expect(db.send(new ListTablesCommand({}))).rejects.toThrow(/ECONNRESET|socket hang up/);
      },
    );
  });
});

describe('the tables that a request names', () => {
  const names = (operation: string, body: unknown) =>
    touchedTables(operation, body).map(({ physicalName }) => physicalName);

  it('are none in a malformed request, which is never an exception', () => {
    for (const body of [
      undefined,
      null,
      3,
      'x',
      [],
      { TransactItems: [null, 3, { Put: null }] },
      { RequestItems: [] },
    ]) {
      expect(names('TransactWriteItems', body)).toEqual([]);
    }
  });

  it('are found in single, batch, transaction, PartiQL, and ARN form', () => {
    expect(names('GetItem', { TableName: 'a' })).toEqual(['a']);
    expect(names('GetItem', { TableName: 'arn:aws:dynamodb:us-east-1:000000000000:table/a' })).toEqual(['a']);
    expect(names('Query', { TableName: 'arn:aws:dynamodb:us-east-1:000000000000:table/a/index/i' })).toEqual(['a']);
    expect(names('BatchGetItem', { RequestItems: { a: {}, b: {} } })).toEqual(['a', 'b']);
    const TransactItems = [{ Get: { TableName: 'a' } }, { ConditionCheck: { TableName: 'b' } }];
    expect(names('TransactGetItems', { TransactItems })).toEqual(['a', 'b']);
    const Statement = `SELECT * FROM "a""b"."index" WHERE x = 'it''s c'`;
    expect(names('ExecuteStatement', { Statement })).toEqual(expect.arrayContaining(['a"b']));
    expect(names('ExecuteStatement', { Statement })).not.toContain('c');
  });
});
