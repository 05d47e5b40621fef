import { execFileSync } from 'node:child_process';
import { build, type Plugin } from 'esbuild';
import { leanBundles } from '../../../infra/bundle/lean-bundles';
import { ROOT } from '../../../infra/bundle/bundle-handlers';

/** What AWS answers, the same each time, and what the bundled client makes of it. */
const PROBE = `
  import './functions/patients/create-patient';
  import './functions/public/get-open-api';
  import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
  import { KMSClient, DecryptCommand } from '@aws-sdk/client-kms';
  import * as z from 'zod';

  const answering = (body, hosts = [], statusCode = 400) => ({
    region: 'eu-central-1',
    maxAttempts: 2,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: {
      handle: async ({ hostname }) => {
        hosts.push(hostname);
        const headers = { 'content-type': 'application/x-amz-json-1.0' };
        return { response: { statusCode, headers, body: new TextEncoder().encode(JSON.stringify(body)) } };
      },
    },
  });
  const caught = async (call) => {
    try { await call(); } catch (error) {
      return { class: error.constructor.name, name: error.name, message: error.message, fault: error.$fault,
        status: error.$metadata.httpStatusCode, attempts: error.$metadata.attempts, reasons: error.CancellationReasons };
    }
  };
  const get = new GetItemCommand({ TableName: 't', Key: { pk: { S: 'k' } } });
  const error = (service, name, more) => ({ __type: 'com.amazonaws.' + service + '#' + name, message: 'why', ...more });
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
    const hosts = [];
    for (const region of ['eu-central-1', 'cn-north-1', 'us-gov-west-1', 'eu-isoe-west-1']) {
      await caught(() => new DynamoDBClient({ ...answering({}, hosts), region }).send(get));
    }
    const parsed = z.strictObject({ a: z.uuid(), b: z.number().optional() }).safeParse({ a: 'x', c: 1 });
    console.log(JSON.stringify({ unnamed, throttled, cancelled, kms, hosts: [...new Set(hosts)],
      codes: parsed.error.issues.map(({ code, path }) => [code, path]) }));
  };
  main();
`;

/** What the probe prints, bundled with these plugins. */
const run = async (plugins: Plugin[]): Promise<Readonly<Record<string, unknown>>> => {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    stdin: { contents: PROBE, resolveDir: ROOT },
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    supported: { 'dynamic-import': false },
    logLevel: 'silent',
    plugins,
  });
  const input = outputFiles.map(({ text }) => text).join('');
  return JSON.parse(
    execFileSync(process.execPath, ['--no-warnings', '-'], { input, env: {}, encoding: 'utf8' }),
  ) as Readonly<Record<string, unknown>>;
};

let answers: Readonly<Record<string, unknown>>;
let whole: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  [answers, whole] = await Promise.all([run([leanBundles]), run([])]);
});

describe('what is left out of the bundles', () => {
  it('is missed by nothing, besides the class of an error that no adapter names', () => {
    const withoutClass = (answered: object) => ({ ...answered, class: undefined });
    for (const [name, answer] of Object.entries(whole)) {
      const [lean, full] = [answers[name], answer].map((each) =>
        Array.isArray(each) ? each : withoutClass(Object(each) as object),
      );
      expect(lean).toEqual(full);
    }
  });
});

describe('the clients in the bundles', () => {
  it('tell an error that no adapter names by its own name and status', () => {
    expect(answers.unnamed).toMatchObject({
      name: 'BackupInUseException',
      message: 'why',
      fault: 'client',
      status: 400,
    });
  });

  it('try again what is throttled, and what failed on the other side', () => {
    expect(answers.throttled).toMatchObject({ name: 'ThrottlingException', attempts: 2 });
    expect(answers.kms).toMatchObject({ name: 'KMSInternalException', fault: 'server', status: 500, attempts: 2 });
  });

  it('keep the class and the members of errors that adapters name', () => {
    expect(answers.cancelled).toMatchObject({
      class: expect.stringContaining('TransactionCanceledException') as unknown,
      reasons: [{ Code: 'ConditionalCheckFailed', Item: { b: { B: { 0: 1, 1: 2 } } } }],
    });
  });

  it('find the endpoint of each partition', () => {
    expect(answers.hosts).toEqual([
      'dynamodb.eu-central-1.amazonaws.com',
      'dynamodb.cn-north-1.amazonaws.com.cn',
      'dynamodb.us-gov-west-1.amazonaws.com',
      'dynamodb.eu-isoe-west-1.cloud.adc-e.uk',
    ]);
  });
});

describe('schemas in the bundles', () => {
  it('say what is wrong, by code', () => {
    expect(answers.codes).toEqual([
      ['invalid_format', ['a']],
      ['unrecognized_keys', []],
    ]);
  });
});
