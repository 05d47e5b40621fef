import { execFileSync } from 'node:child_process';
import { build, type Plugin } from 'esbuild';
import { leanBundles } from '../../../infra/bundle/lean-bundles';
import { ROOT } from '../../../infra/bundle/bundle-handlers';
import { PROBE } from './bundle-probe';

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
    // Endpoints that are refused: the whole clients have rules for them.
    for (const [name, answer] of Object.entries(whole).filter(([each]) => each !== 'refused')) {
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
    expect(answers.hosts).toEqual(
      expect.arrayContaining([
        'https: dynamodb.eu-central-1.amazonaws.com  /',
        'https: kms.cn-north-1.amazonaws.com.cn  /',
        'https: secretsmanager.us-gov-west-1.amazonaws.com  /',
        'https: dynamodb.eu-isoe-west-1.cloud.adc-e.uk  /',
        'http: 127.0.0.1 8000 /',
      ]),
    );
  });

  it('refuse aloud the endpoints that they have no rules for', () => {
    expect(answers.refused).toEqual(['TypeError', 'TypeError', 'TypeError']);
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
