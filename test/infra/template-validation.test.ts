import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import { ROOT } from './support/run-cdk';

const outdir = mkdtempSync(join(tmpdir(), 'phiducia-validation-'));
const before = process.exitCode;
beforeAll(() => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(() => {
  // A failed validation sets it, for the CLI.
  process.exitCode = before;
  rmSync(outdir, { recursive: true, force: true });
  jest.restoreAllMocks();
});

type Build = (stack: Stack) => unknown;

/** Synthesises a stack with the flags of our cdk.json, as `infra/app.ts` does. */
const synthesise = (build: Build, { nag }: { readonly nag: boolean }): void => {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as {
    readonly context: Readonly<Record<string, unknown>>;
  };
  const app = new App({ autoSynth: false, context, outdir: mkdtempSync(join(outdir, 'out-')) });
  const stack = new Stack(app, 'One', { env: { region: 'us-east-1' } });
  build(stack);
  if (nag) Validations.of(app).addPlugins(new HIPAASecurityChecks(app), new AwsSolutionsChecks(app));
  app.synth();
};

const queue =
  (properties: Readonly<Record<string, unknown>>): Build =>
  (stack) =>
    new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue', properties });

describe('deployment: CloudFormation’s rules are errors', () => {
  it.each([
    ['a property of the wrong type', { VisibilityTimeout: 'a while' }],
    ['a property that does not exist', { VisiblityTimeout: 30 }],
  ])('%s fails the synthesis', (_, properties) => {
    expect(() => {
      synthesise(queue(properties), { nag: false });
    }).toThrow(/[Vv]alidation/);
  });

  it('a right one passes', () => {
    expect(() => {
      synthesise(queue({ VisibilityTimeout: 30 }), { nag: false });
    }).not.toThrow();
  });
});

describe('policy as code: a finding of cdk-nag fails the synthesis', () => {
  it.each<readonly [string, Build]>([
    ['a queue without encryption in transit', (stack) => new CfnQueue(stack, 'Queue')],
    ['a bucket without anything', (stack) => new CfnBucket(stack, 'Bucket')],
  ])('%s', (_, build) => {
    expect(() => {
      synthesise(build, { nag: true });
    }).toThrow(/[Vv]alidation/);
    expect(() => {
      synthesise(build, { nag: false });
    }).not.toThrow();
  });
});
