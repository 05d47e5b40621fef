import { namesRegion } from './region-names';

/** The properties of one resource, as its template has them. */
export type Properties = Readonly<Record<string, unknown>>;

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const property = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((each, name) => (each as Properties | undefined)?.[name], value);

const unnamed = (what: string, regions: readonly unknown[]): readonly string[] =>
  regions.filter((region) => !namesRegion(region)).map(() => `${what} in a Region that is not known at synthesis`);

/** A vault of the same stack stands in its Region. */
const isOfThisStack = (arn: unknown): boolean =>
  typeof arn === 'object' && arn !== null && ('Fn::GetAtt' in arn || 'Ref' in arn);

/** The ways in which a resource copies its data to another place, by its type. */
const COPIES: Readonly<Record<string, (properties: Properties) => readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': ({ Replicas }) =>
    unnamed(
      'a replica',
      list(Replicas).map((replica) => property(replica, 'Region')),
    ),
  'Custom::DynamoDBReplica': ({ Region }) => unnamed('a replica', [Region]),
  'AWS::SecretsManager::Secret': ({ ReplicaRegions }) =>
    unnamed(
      'a replica',
      list(ReplicaRegions).map((replica) => property(replica, 'Region')),
    ),
  // The ARN of a bucket names no Region, so nobody could tell where its copies go.
  'AWS::S3::Bucket': ({ ReplicationConfiguration }) =>
    ReplicationConfiguration === undefined ? [] : ['replication to a bucket whose Region its ARN does not say'],
  // Replicas of such a key are made later, anywhere, and open what it encrypted.
  'AWS::KMS::Key': ({ MultiRegion }) => (MultiRegion === true ? ['a key that can be replicated to any Region'] : []),
  'AWS::KMS::ReplicaKey': ({ PrimaryKeyArn }) => unnamed('the primary of a key', [PrimaryKeyArn]),
  'AWS::Backup::BackupPlan': ({ BackupPlan }) =>
    unnamed(
      'a copy of backups',
      list(property(BackupPlan, 'BackupPlanRule'))
        .flatMap((rule) => list(property(rule, 'CopyActions')))
        .map((action) => property(action, 'DestinationBackupVaultArn'))
        .filter((arn) => !isOfThisStack(arn)),
    ),
};

/**
 * Copies whose place synthesis cannot judge, in words. A place that is named is judged with every other name of a Region.
 * @param type the CloudFormation type of a resource
 */
export const unjudgeableCopies = (type: string, properties: Properties): readonly string[] =>
  COPIES[type]?.(properties) ?? [];
