import type { TableName } from '../../shared/config/tables';

/** The names of what capabilities are about. */
export interface GrantResources {
  readonly region: string;
  readonly tableArns: Readonly<Record<TableName, string>>;
  readonly auditStreamArn: string;
  readonly jobsStreamArn: string;
  readonly dataKeyArn: string;
  readonly phiKeyArn: string;
  readonly cursorKeySecretArn: string;
  /** The object-lock bucket; cdk-nag calls it by the name under which its stack exports the ARN. */
  readonly evidenceBucket: { readonly arn: string; readonly exportName: string };
  /** The secrets of legacy keys: which entities have one is known at run time alone. */
  readonly fernetSecrets: { readonly arns: string; readonly prefix: string };
}

/** One Allow statement: exact actions on exact resources. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** Where a resource must end in `*`: cdk-nag's name of the finding, and why it must. */
  readonly wildcard?: { readonly rule: string; readonly reason: string };
}

const READ_KEY_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey'] as const;
const WRITE_KEY_ACTIONS = [
  ...READ_KEY_ACTIONS,
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
] as const;

export const STREAM_ACTIONS = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
] as const;

/** The data key, through a service alone: a function cannot use it on bytes of its own. */
export const dataKeyThrough = (service: string, actions: readonly string[], resources: GrantResources): Grant => ({
  actions,
  resources: [resources.dataKeyArn],
  conditions: { StringEquals: { 'kms:ViaService': `${service}.${resources.region}.amazonaws.com` } },
});

/** Reading tables: their items are under the data key. */
export const reading = (resources: GrantResources, ...grants: readonly Grant[]): readonly Grant[] => [
  ...grants,
  dataKeyThrough('dynamodb', READ_KEY_ACTIONS, resources),
];

/** Writing them. */
export const writing = (resources: GrantResources, ...grants: readonly Grant[]): readonly Grant[] => [
  ...grants,
  dataKeyThrough('dynamodb', WRITE_KEY_ACTIONS, resources),
];
