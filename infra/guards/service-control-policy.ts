import { GLOBAL_ACTIONS, GLOBAL_SERVICES } from './global-services';

interface DenyStatement {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: '*';
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A policy for AWS Organizations: it bounds everybody in an account, its administrators included. */
export interface ServiceControlPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly DenyStatement[];
}

/** What AWS Organizations takes, in characters. */
export const POLICY_LIMIT = 5120;

/**
 * The third layer of guarantee 3 outside the roles: nobody in the account does anything in a Region that is not approved,
 * but for services that have no Region; and nobody in an approved one sends copies elsewhere, which is asked for at home.
 */
export const serviceControlPolicy = (approvedRegions: readonly string[]): ServiceControlPolicy => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ApprovedRegionsOnly',
      Effect: 'Deny',
      NotAction: [...GLOBAL_SERVICES.map((service) => `${service}:*`), ...GLOBAL_ACTIONS],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': approvedRegions } },
    },
    {
      Sid: 'NoKeyReplicaElsewhere',
      Effect: 'Deny',
      Action: ['kms:ReplicateKey'],
      Resource: '*',
      Condition: { StringNotEquals: { 'kms:ReplicaRegion': approvedRegions } },
    },
    {
      Sid: 'NoSecretReplicaElsewhere',
      Effect: 'Deny',
      Action: ['secretsmanager:CreateSecret', 'secretsmanager:ReplicateSecretToRegions'],
      Resource: '*',
      Condition: { 'ForAnyValue:StringNotEquals': { 'secretsmanager:AddReplicaRegions': approvedRegions } },
    },
    {
      // A bucket's ARN does not say its Region.
      Sid: 'NoBucketReplication',
      Effect: 'Deny',
      Action: ['s3:PutReplicationConfiguration'],
      Resource: '*',
    },
  ],
});
