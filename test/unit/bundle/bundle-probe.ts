/**
 * A program that is bundled with the diets and without: calls of clients with the same answers each time, schemas, the
 * logger, and the metrics. It prints what came of them.
 */
export const PROBE = `
  import './functions/patients/create-patient';
  import './functions/public/get-open-api';
  import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, GetResourcePolicyCommand, QueryCommand,
    TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
  import { DecryptCommand, DescribeKeyCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
  import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
  import { patientRoutes } from './shared/api/routes/patient-routes';
  import { createLogger } from './shared/observability/logger';
  import { createMetrics } from './shared/observability/metrics';
  import * as z from 'zod';

  const answering = (body, seen = [], statusCode = 400) => ({
    region: 'eu-central-1',
    maxAttempts: 2,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: {
      handle: async ({ hostname, protocol, port, path, method, body: sent, headers: given }) => {
        const text = typeof sent === 'string' ? sent : Buffer.from(sent ?? '').toString();
        seen.push({ hostname, protocol, port, path, method, sent: text, target: given['x-amz-target'],
          type: given['content-type'], signed: /SignedHeaders=[^,]*/.exec(given.authorization)[0] });
        const headers = { 'content-type': 'application/x-amz-json-1.0' };
        return { response: { statusCode, headers, body: new TextEncoder().encode(JSON.stringify(body)) } };
      },
    },
  });
  const caught = async (call) => {
    try { await call(); } catch (error) {
      return { class: error.constructor.name, name: error.name, message: error.message, fault: error.$fault,
        status: error.$metadata?.httpStatusCode, attempts: error.$metadata?.attempts, reasons: error.CancellationReasons };
    }
  };
  const key = { pk: { S: 'k' } };
  const get = new GetItemCommand({ TableName: 't', Key: key });
  const error = (service, name, more) => ({ __type: 'com.amazonaws.' + service + '#' + name, message: 'why', ...more });
  const REGIONS = ['eu-central-1', 'us-east-1', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1',
    'eu-isoe-west-1', 'us-isof-south-1', 'eusc-de-east-1', 'xx-nowhere-1'];

  const operations = async () => {
    const item = { pk: { S: 'k' }, n: { N: '1' }, b: { B: 'AQI=' }, l: { L: [{ BOOL: true }, { NULL: true }] }, m: { M: key } };
    const values = { ':b': { B: new Uint8Array([1, 2]) }, ':n': { N: '7' }, ':s': { SS: ['a'] } };
    const calls = [
      [DynamoDBClient, get, { Item: item }],
      [DynamoDBClient, new QueryCommand({ TableName: 't', KeyConditionExpression: 'a = :b', ExpressionAttributeValues: values,
        ExclusiveStartKey: key, Limit: 3, ScanIndexForward: false }), { Items: [item], LastEvaluatedKey: key, Count: 1 }],
      [DynamoDBClient, new BatchGetItemCommand({ RequestItems: { t: { Keys: [key], ConsistentRead: true } } }),
        { Responses: { t: [item] }, UnprocessedKeys: { t: { Keys: [key] } } }],
      [DynamoDBClient, new UpdateItemCommand({ TableName: 't', Key: key, ExpressionAttributeValues: values }), { Attributes: item }],
      [DynamoDBClient, new TransactWriteItemsCommand({ ClientRequestToken: 'token',
        TransactItems: [{ Put: { TableName: 't', Item: values } }, { ConditionCheck: { TableName: 't', Key: key, ConditionExpression: 'x' } }] }), {}],
      [DynamoDBClient, new GetResourcePolicyCommand({ ResourceArn: 'arn' }), { Policy: '{}', RevisionId: '1' }],
      [KMSClient, new GenerateDataKeyCommand({ KeyId: 'k', KeySpec: 'AES_256', EncryptionContext: { a: 'b' } }),
        { Plaintext: 'AQI=', CiphertextBlob: 'AwQ=', KeyId: 'k' }],
      [KMSClient, new DecryptCommand({ CiphertextBlob: new Uint8Array([1]) }), { Plaintext: 'AQI=' }],
      [KMSClient, new DescribeKeyCommand({ KeyId: 'k' }), { KeyMetadata: { KeyId: 'k', CreationDate: 1700000000.123, Enabled: true } }],
      [SecretsManagerClient, new GetSecretValueCommand({ SecretId: 's' }),
        { SecretString: 'x', SecretBinary: 'AQI=', CreatedDate: 1700000000, VersionStages: ['AWSCURRENT'] }],
    ];
    const outcomes = [];
    for (const [Client, command, answer] of calls) {
      const seen = [];
      const { $metadata, ...output } = await new Client(answering(answer, seen, 200)).send(command);
      outcomes.push({ seen, output, date: output.KeyMetadata?.CreationDate instanceof Date });
    }
    return outcomes;
  };

  const written = async () => {
    const lines = [];
    const streams = [process.stdout, process.stderr];
    const writes = streams.map(({ write }) => write);
    for (const stream of streams) stream.write = (chunk) => { lines.push(String(chunk)); return true; };
    try {
      const logger = createLogger();
      logger.info('request', { request_id: 'r', status_code: 200, password: 'no' });
      logger.warn('misconfigured', { settings: ['A'] });
      logger.error('unexpected error', { error: new TypeError('no', { cause: new RangeError('no') }) });
      const metrics = createMetrics('probe');
      metrics.count('RequestSucceeded');
      metrics.count('RequestSucceeded', 2);
      metrics.measure('CatchUpLagSeconds', 1.5);
      metrics.publish('getHealth');
      metrics.count('WorkerFailed');
      metrics.publish('runJob');
    } finally { streams.forEach((stream, index) => { stream.write = writes[index]; }); }
    return lines.map((line) => {
      const { timestamp, _aws, error, ...rest } = JSON.parse(line);
      return { ...rest, error: error && { ...error, frames: error.frames.length > 0 }, metrics: _aws?.CloudWatchMetrics };
    });
  };

  const schemas = () => {
    const problems = ({ success, error, data }) => success ? data : error.issues.map(({ message, ...issue }) => issue);
    const bodies = [{}, null, [], 'x', { first_name: '', last_name: 'x'.repeat(200), date_of_birth: '1980-02-30', extra: 1 },
      { first_name: 'A', last_name: 'B', date_of_birth: '1980-02-29', email: 'no', ssn: '1', diagnosis_codes: ['?'],
        address: { city: 1, zip: 2 }, covered_entity_id: 'x' },
      { first_name: 'A', last_name: 'B', date_of_birth: '1980-02-29', sex: 'female', address: { city: 'C' } },
      { address: { city: null }, phone: null, status: 'gone' }, { last_name: 'a', prefix: 'yes', limit: 0.5 }];
    return Object.values(patientRoutes).flatMap(({ request, response }) =>
      [request.body, request.query, request.path, response.body].flatMap((schema) =>
        schema === undefined ? [] : bodies.map((body) => problems(schema.safeParse(body)))));
  };

  const main = async () => {
    const client = (...answer) => new DynamoDBClient(answering(...answer));
    const unnamed = await caught(() => client(error('dynamodb.v20120810', 'BackupInUseException')).send(get));
    const throttled = await caught(() => client(error('dynamodb.v20120810', 'ThrottlingException')).send(get));
    const reasons = [{ Code: 'ConditionalCheckFailed', Item: { b: { B: 'AQI=' } } }];
    const cancelled = await caught(() =>
      client(error('dynamodb.v20120810', 'TransactionCanceledException', { CancellationReasons: reasons }))
        .send(new TransactWriteItemsCommand({ TransactItems: [] })));
    const kms = await caught(() => new KMSClient(answering(error('kms', 'KMSInternalException'), [], 500))
      .send(new DecryptCommand({ CiphertextBlob: new Uint8Array(1) })));
    const seen = [];
    const clients = [[DynamoDBClient, get], [KMSClient, new DescribeKeyCommand({ KeyId: 'k' })],
      [SecretsManagerClient, new GetSecretValueCommand({ SecretId: 's' })]];
    for (const [Client, command] of clients) {
      for (const region of REGIONS) await caught(() => new Client({ ...answering({}, seen), region }).send(command));
      for (const endpoint of ['http://127.0.0.1:8000', 'https://vpce-1.example/below', 'http://localhost']) {
        await caught(() => new Client({ ...answering({}, seen), endpoint }).send(command));
      }
    }
    const hosts = [...new Set(seen.map(({ protocol, hostname, port, path }) => [protocol, hostname, port, path].join(' ')))];
    const refused = [];
    for (const told of [{ useFipsEndpoint: true }, { useDualstackEndpoint: true }, { accountIdEndpointMode: 'required' }]) {
      refused.push((await caught(() => new DynamoDBClient({ ...answering({}), ...told }).send(get)))?.name);
    }
    const parsed = z.strictObject({ a: z.uuid(), b: z.number().optional() }).safeParse({ a: 'x', c: 1 });
    console.log(JSON.stringify({ unnamed, throttled, cancelled, kms, hosts, refused, operations: await operations(),
      written: await written(), schemas: schemas(), codes: parsed.error.issues.map(({ code, path }) => [code, path]) }));
  };
  main();
`;
