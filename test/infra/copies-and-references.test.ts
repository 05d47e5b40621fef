import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, CfnParameter, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { AttributeType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ApprovedRegionAspect } from '../../infra/guards/approved-region-aspect';
import { regionNamesIn } from '../../infra/guards/region-names';

const APPROVED = ['us-east-1', 'us-west-2'];
const outdir = mkdtempSync(join(tmpdir(), 'phiducia-copies-'));
afterAll(() => {
  rmSync(outdir, { recursive: true, force: true });
});

/** The errors with which the CLI refuses a stack in an approved Region that has this in it. No other layer runs. */
const errorsFor = (build: (stack: Stack, app: App) => void): readonly string[] => {
  const app = new App({
    outdir: mkdtempSync(join(outdir, 'out-')),
    autoSynth: false,
    builtinCloudFormationValidation: false,
  });
  const stack = new Stack(app, 'Approved', { env: { account: '123456789012', region: 'us-east-1' } });
  build(stack, app);
  Aspects.of(app).add(new ApprovedRegionAspect(APPROVED));
  app.synth();
  return app.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === 'aws:cdk:error').map(({ data }) => String(data)),
    );
};

const id = { name: 'id', type: AttributeType.STRING };
const plan = (destination: unknown) => (stack: Stack) => {
  new CfnResource(stack, 'Plan', {
    type: 'AWS::Backup::BackupPlan',
    properties: {
      BackupPlan: {
        BackupPlanName: 'daily',
        BackupPlanRule: [
          { RuleName: 'daily', TargetBackupVault: 'v', CopyActions: [{ DestinationBackupVaultArn: destination }] },
        ],
      },
    },
  });
};
const vaultIn = (region: string): string => `arn:aws:backup:${region}:123456789012:backup-vault:elsewhere`;

describe('guarantee 3: the aspect refuses copies and references that leave the approved Regions', () => {
  it.each<readonly [string, (stack: Stack) => void]>([
    [
      'a replica of a table',
      (stack) => new TableV2(stack, 'T', { partitionKey: id, replicas: [{ region: 'eu-west-1' }] }),
    ],
    [
      'a replica of a table of version 1',
      (stack) => new Table(stack, 'T', { partitionKey: id, replicationRegions: ['eu-west-1'] }),
    ],
    ['a replica of a secret', (stack) => new Secret(stack, 'S', { replicaRegions: [{ region: 'eu-west-1' }] })],
    ['a copy of backups', plan(vaultIn('eu-west-1'))],
    [
      'an ARN in a policy',
      (stack) =>
        new CfnResource(stack, 'R', {
          type: 'AWS::SNS::Subscription',
          properties: { TopicArn: 'arn:aws:sns:eu-west-1:123456789012:t' },
        }),
    ],
    [
      'an output of a stack elsewhere',
      (stack) =>
        new CfnResource(stack, 'R', {
          type: 'AWS::SNS::Topic',
          properties: { TopicName: { 'Fn::GetStackOutput': { StackName: 's', OutputName: 'o', Region: 'eu-west-1' } } },
        }),
    ],
    [
      'a Region inside a text of its own',
      (stack) =>
        new CfnResource(stack, 'R', { type: 'Custom::Copy', properties: { Targets: '["us-west-2","eu-west-1"]' } }),
    ],
    [
      'a primary key elsewhere',
      (stack) =>
        new CfnResource(stack, 'R', {
          type: 'AWS::KMS::ReplicaKey',
          properties: { KeyPolicy: {}, PrimaryKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1' },
        }),
    ],
  ])('%s in eu-west-1', (_, build) => {
    expect(errorsFor(build)).toContainEqual(expect.stringContaining('Region eu-west-1 is not approved for PHI'));
  });

  it.each<readonly [string, (stack: Stack) => void]>([
    [
      'a replica in a Region that a parameter says',
      (stack) =>
        new CfnResource(stack, 'T', {
          type: 'AWS::DynamoDB::GlobalTable',
          properties: { Replicas: [{ Region: new CfnParameter(stack, 'Elsewhere').valueAsString }] },
        }),
    ],
    ['a copy of backups to an imported vault', plan(Fn.importValue('vault'))],
    [
      'replication of a bucket',
      (stack) =>
        new Bucket(stack, 'B', {
          versioned: true,
          replicationRules: [{ destination: Bucket.fromBucketArn(stack, 'D', 'arn:aws:s3:::somewhere') }],
        }),
    ],
    ['a key that can be replicated', (stack) => new Key(stack, 'K', { multiRegion: true })],
  ])('%s, which synthesis cannot judge', (_, build) => {
    expect(errorsFor(build)).toContainEqual(expect.stringContaining('PHI may be in an approved Region only'));
  });

  it('a reference to a stack in a Region that is not approved', () => {
    const errors = errorsFor((stack, app) => {
      const elsewhere = new Stack(app, 'Elsewhere', {
        env: { account: '123456789012', region: 'eu-west-1' },
        crossRegionReferences: true,
      });
      const topic = new CfnResource(elsewhere, 'Topic', { type: 'AWS::SNS::Topic' });
      new CfnResource(stack, 'R', { type: 'AWS::SNS::Subscription', properties: { TopicArn: topic.ref } });
    });

    expect(errors).toContainEqual(expect.stringContaining('Region eu-west-1 is not approved for PHI'));
  });

  it.each<readonly [string, (stack: Stack) => void]>([
    [
      'a replica in another approved Region',
      (stack) => new TableV2(stack, 'T', { partitionKey: id, replicas: [{ region: 'us-west-2' }] }),
    ],
    ['a copy of backups into an approved Region', plan(vaultIn('us-west-2'))],
    ['a copy of backups into a vault of the same stack', plan({ 'Fn::GetAtt': ['Vault', 'BackupVaultArn'] })],
    ['a bucket and a key of one Region', (stack) => [new Bucket(stack, 'B'), new Key(stack, 'K')]],
  ])('lets %s pass', (_, build) => {
    expect(errorsFor(build)).toEqual([]);
  });
});

describe('guarantee 3: names of Regions are found wherever they stand', () => {
  it.each([
    ['eu-west-1', ['eu-west-1']],
    ['arn:aws-us-gov:kms:us-gov-west-1:1:key/a', ['us-gov-west-1']],
    [{ Zones: ['ap-southeast-2a'], 'eu-central-1': true }, ['ap-southeast-2', 'eu-central-1']],
    ['logs.us-isob-east-1.sc2s.sgov.gov and eusc-de-east-1', ['us-isob-east-1', 'eusc-de-east-1']],
    ['us-east-13, house-east-1, or a us-west', []],
    [undefined, []],
  ])('%j', (value, names) => {
    expect([...regionNamesIn(value)]).toEqual(names);
  });
});
