import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  POLICY_LIMIT,
  type ServiceControlPolicy,
  serviceControlPolicy,
} from '../../infra/guards/service-control-policy';
import { ROOT } from './support/run-cdk';

const policy = serviceControlPolicy(['us-east-1', 'us-west-2']);

/** AWS's evaluation of a denial, as far as these statements need it: is this call in this Region denied? */
const denied = (action: string, region: string, { Statement }: ServiceControlPolicy = policy): boolean =>
  Statement.some(({ Action, NotAction, Condition }) => {
    const matches = (pattern: string): boolean => new RegExp(`^${pattern.replace('*', '.*')}$`).test(action);
    const named = Action === undefined ? !(NotAction ?? []).some(matches) : Action.some(matches);
    const regions = Condition?.StringNotEquals?.['aws:RequestedRegion'];
    return named && regions !== undefined && !regions.includes(region);
  });

const run = (...args: readonly string[]) => {
  const program = ['-r', 'esbuild-register', join(ROOT, 'infra', 'ops', 'policy.ts'), ...args];
  return spawnSync(process.execPath, program, { cwd: ROOT, encoding: 'utf8' });
};

describe('guarantee 3: the service control policy, with every other layer off', () => {
  it.each(['dynamodb:PutItem', 's3:PutObject', 'kms:Decrypt', 'lambda:CreateFunction', 'ec2:RunInstances'])(
    'denies %s outside the approved Regions, and nowhere else',
    (action) => {
      expect(denied(action, 'eu-west-1')).toBe(true);
      expect(denied(action, 'us-east-1')).toBe(false);
      expect(denied(action, 'us-west-2')).toBe(false);
    },
  );

  it.each([
    'iam:CreateRole',
    'sts:AssumeRole',
    'route53:ChangeResourceRecordSets',
    'organizations:DescribeAccount',
    'support:CreateCase',
    'cloudfront:ListDistributions',
  ])('leaves the global service of %s alone, even where us-east-1 is not approved', (action) => {
    expect(denied(action, 'us-east-1', serviceControlPolicy(['eu-west-1']))).toBe(false);
  });

  it.each(['dynamodb', 's3', 'kms', 'lambda', 'secretsmanager', 'logs', 'backup', 'rds', 'sqs'])(
    'exempts nothing of %s that holds data',
    (service) => {
      const exempt = policy.Statement.flatMap(({ NotAction = [] }) => NotAction);

      expect(exempt.filter((action) => action.startsWith(`${service}:`))).toEqual(
        service === 's3' ? ['s3:ListAllMyBuckets'] : [],
      );
    },
  );

  it('denies copies that are asked for at home', () => {
    expect(policy.Statement.slice(1)).toEqual([
      expect.objectContaining({
        Action: ['kms:ReplicateKey'],
        Condition: { StringNotEquals: { 'kms:ReplicaRegion': ['us-east-1', 'us-west-2'] } },
      }),
      expect.objectContaining({
        Action: ['secretsmanager:CreateSecret', 'secretsmanager:ReplicateSecretToRegions'],
        Condition: {
          'ForAnyValue:StringNotEquals': { 'secretsmanager:AddReplicaRegions': ['us-east-1', 'us-west-2'] },
        },
      }),
      expect.objectContaining({ Action: ['s3:PutReplicationConfiguration'] }),
    ]);
  });
});

describe('npm run policy', () => {
  it('prints it for the Regions of cdk.json, and AWS Organizations would take it', () => {
    const { status, stdout, stderr } = run();

    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual(policy);
    expect(stdout.length).toBeLessThan(POLICY_LIMIT);
  });

  it('says what it is for', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: npm run') as string });
  });

  it('refuses other arguments: the list of Regions is no argument', () => {
    expect(run('--regions', 'eu-west-1')).toMatchObject({ status: 2, stdout: '' });
  });
});
