import type { Capability } from '../../shared/api/routes/route-definition';
import { tables } from '../../shared/config/tables';
import { AUDIT_FALLBACK_PREFIX } from '../../shared/domain/emergency-audit';
import { ENCRYPTION_CONTEXT_APP } from '../../shared/domain/encryption-context';
import { dataKeyThrough, type Grant, type GrantResources, reading, STREAM_ACTIONS, writing } from './grant';

/** The audit table's indexes, each by its name. */
const auditIndexArns = ({ tableArns }: GrantResources): readonly string[] =>
  Object.keys(tables.audit.indexes).map((name) => `${tableArns.audit}/index/${name}`);

/** The PHI key, for tenant keys alone: the context names our app, a covered entity, and a version, and nothing else. */
const phiKey = (action: string, { phiKeyArn }: GrantResources): Grant => ({
  actions: [action],
  resources: [phiKeyArn],
  conditions: {
    StringEquals: { 'kms:EncryptionContext:app': ENCRYPTION_CONTEXT_APP },
    'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['app', 'covered_entity_id', 'key_version'] },
    Null: { 'kms:EncryptionContext:covered_entity_id': 'false', 'kms:EncryptionContext:key_version': 'false' },
  },
});

/** The second audit sink's part of the object-lock bucket. */
const onAuditFallback = (action: string, { evidenceBucket }: GrantResources): Grant => ({
  actions: [action],
  resources: [`${evidenceBucket.arn}/${AUDIT_FALLBACK_PREFIX}*`],
  wildcard: {
    rule: `IAM5[Resource::${evidenceBucket.exportName}/${AUDIT_FALLBACK_PREFIX}*]`,
    reason:
      'The second audit sink: an object per event, named by its covered entity and its id, which no template knows. ' +
      'Nothing else stands under the prefix.',
  },
});

/**
 * What each capability of the route table allows (minimum necessary and access control, 45 CFR 164.312(a)(1)).
 * A transaction needs the same rights as the single writes in it, so `audit:append` is `PutItem` and nothing else.
 */
export const capabilityGrants: Readonly<Record<Capability, (resources: GrantResources) => readonly Grant[]>> = {
  'audit:append': (resources) =>
    writing(resources, {
      actions: ['dynamodb:PutItem'],
      resources: [resources.tableArns.audit, resources.tableArns['audit-days']],
    }),
  'audit:read': (resources) =>
    reading(resources, {
      actions: ['dynamodb:Query'],
      resources: [resources.tableArns.audit, ...auditIndexArns(resources), resources.tableArns['audit-days']],
    }),
  'audit:find': (resources) =>
    reading(resources, { actions: ['dynamodb:GetItem'], resources: [resources.tableArns.audit] }),
  'audit:scan': (resources) =>
    reading(resources, {
      actions: ['dynamodb:Query'],
      resources: [resources.tableArns.audit, `${resources.tableArns['audit-days']}/index/by-day`],
    }),
  'audit-stream:read': (resources) =>
    reading(resources, {
      actions: STREAM_ACTIONS,
      resources: [resources.auditStreamArn],
    }),
  'audit-fallback:keep': (resources) => [onAuditFallback('s3:PutObject', resources)],
  'audit-fallback:read': (resources) => [
    onAuditFallback('s3:GetObject', resources),
    {
      actions: ['s3:ListBucket'],
      resources: [resources.evidenceBucket.arn],
      conditions: { StringLike: { 's3:prefix': `${AUDIT_FALLBACK_PREFIX}*` } },
    },
  ],
  // A note is an update; it cannot be narrowed to additions.
  'reconciliation:note': (resources) =>
    writing(resources, { actions: ['dynamodb:UpdateItem'], resources: [resources.tableArns.reconciliation] }),
  'reconciliation:read': (resources) =>
    reading(resources, { actions: ['dynamodb:GetItem'], resources: [resources.tableArns.reconciliation] }),
  'baa:read': (resources) => reading(resources, { actions: ['dynamodb:Query'], resources: [resources.tableArns.baa] }),
  // The entity's counter of agreements is updated in the transaction of each creation.
  'baa:create': (resources) =>
    writing(resources, { actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'], resources: [resources.tableArns.baa] }),
  'baa:check': (resources) =>
    reading(resources, { actions: ['dynamodb:ConditionCheckItem'], resources: [resources.tableArns.baa] }),
  'baa:update': (resources) =>
    writing(resources, { actions: ['dynamodb:UpdateItem'], resources: [resources.tableArns.baa] }),
  'baa:scan': (resources) => reading(resources, { actions: ['dynamodb:Scan'], resources: [resources.tableArns.baa] }),
  'disclosure:create': (resources) =>
    writing(resources, { actions: ['dynamodb:PutItem'], resources: [resources.tableArns.disclosures] }),
  'disclosure:read': (resources) =>
    reading(resources, {
      actions: ['dynamodb:GetItem', 'dynamodb:Query'],
      resources: [resources.tableArns.disclosures],
    }),
  'idempotency:check': (resources) =>
    writing(resources, {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [resources.tableArns.idempotency],
    }),
  'job-stream:read': (resources) =>
    reading(resources, { actions: STREAM_ACTIONS, resources: [resources.jobsStreamArn] }),
  'job:read': (resources) =>
    reading(resources, { actions: ['dynamodb:GetItem'], resources: [resources.tableArns.jobs] }),
  'job:write': (resources) =>
    writing(resources, { actions: ['dynamodb:PutItem'], resources: [resources.tableArns.jobs] }),
  'job:scan': (resources) => reading(resources, { actions: ['dynamodb:Scan'], resources: [resources.tableArns.jobs] }),
  'sequence:extend': (resources) =>
    writing(
      resources,
      {
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        resources: [resources.tableArns.sequence],
      },
      { actions: ['dynamodb:UpdateItem'], resources: [resources.tableArns.rollups] },
    ),
  'sequence:look-up': (resources) =>
    reading(resources, { actions: ['dynamodb:BatchGetItem'], resources: [resources.tableArns.sequence] }),
  'session:check': (resources) =>
    writing(resources, {
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [resources.tableArns.sessions],
    }),
  'session:end': (resources) =>
    writing(resources, { actions: ['dynamodb:UpdateItem'], resources: [resources.tableArns.sessions] }),
  'tenant-key:read': (resources) =>
    reading(resources, { actions: ['dynamodb:GetItem'], resources: [resources.tableArns.keys] }),
  'tenant-key:list': (resources) =>
    reading(resources, { actions: ['dynamodb:Query'], resources: [resources.tableArns.keys] }),
  'tenant-key:create': (resources) =>
    writing(resources, { actions: ['dynamodb:PutItem'], resources: [resources.tableArns.keys] }),
  'tenant-key:destroy': (resources) =>
    writing(resources, {
      // Only the index key's item is deleted, with the last version (45 CFR 164.310(d)(2)(i)).
      actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
      resources: [resources.tableArns.keys],
    }),
  'phi-key:generate-data-key': (resources) => [phiKey('kms:GenerateDataKey', resources)],
  'phi-key:decrypt': (resources) => [phiKey('kms:Decrypt', resources)],
  'patient:read': (resources) =>
    reading(resources, {
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      resources: [resources.tableArns.patients, resources.tableArns['care-teams']],
    }),
  'patient:create': (resources) =>
    writing(resources, {
      actions: ['dynamodb:PutItem'],
      resources: [
        resources.tableArns.patients,
        resources.tableArns['care-teams'],
        resources.tableArns['patient-index'],
      ],
    }),
  'patient:replace': (resources) =>
    writing(
      resources,
      { actions: ['dynamodb:PutItem'], resources: [resources.tableArns.patients] },
      { actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'], resources: [resources.tableArns['patient-index']] },
    ),
  'patient-index:read': (resources) =>
    reading(resources, { actions: ['dynamodb:Query'], resources: [resources.tableArns['patient-index']] }),
  'care-team:change': (resources) =>
    writing(resources, {
      actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
      resources: [resources.tableArns['care-teams']],
    }),
  'biometric:read': (resources) =>
    reading(resources, {
      actions: ['dynamodb:GetItem', 'dynamodb:Query'],
      resources: [resources.tableArns.biometrics],
    }),
  'biometric:create': (resources) =>
    writing(resources, { actions: ['dynamodb:PutItem'], resources: [resources.tableArns.biometrics] }),
  'emergency-grant:read': (resources) =>
    reading(resources, { actions: ['dynamodb:Query'], resources: [resources.tableArns['emergency-grants']] }),
  'emergency-grant:find': (resources) =>
    reading(resources, { actions: ['dynamodb:GetItem'], resources: [resources.tableArns['emergency-grants']] }),
  'emergency-grant:count-overdue': (resources) =>
    reading(resources, {
      actions: ['dynamodb:Query'],
      resources: [`${resources.tableArns['emergency-grants']}/index/by-pending-user`],
    }),
  'emergency-grant:list-pending': (resources) =>
    reading(resources, {
      actions: ['dynamodb:Scan'],
      resources: [`${resources.tableArns['emergency-grants']}/index/by-pending-user`],
    }),
  'emergency-grant:create': (resources) =>
    writing(resources, { actions: ['dynamodb:PutItem'], resources: [resources.tableArns['emergency-grants']] }),
  'emergency-suspension:read': (resources) =>
    reading(resources, { actions: ['dynamodb:GetItem'], resources: [resources.tableArns['emergency-suspensions']] }),
  'emergency-grant:update': (resources) =>
    writing(resources, { actions: ['dynamodb:UpdateItem'], resources: [resources.tableArns['emergency-grants']] }),
  'emergency-suspension:create': (resources) =>
    writing(resources, { actions: ['dynamodb:PutItem'], resources: [resources.tableArns['emergency-suspensions']] }),
  'emergency-suspension:delete': (resources) =>
    writing(resources, { actions: ['dynamodb:DeleteItem'], resources: [resources.tableArns['emergency-suspensions']] }),
  'breach-assessment:create': (resources) =>
    writing(resources, { actions: ['dynamodb:PutItem'], resources: [resources.tableArns['breach-assessments']] }),
  'breach-assessment:find': (resources) =>
    reading(resources, { actions: ['dynamodb:GetItem'], resources: [resources.tableArns['breach-assessments']] }),
  'breach-assessment:list': (resources) =>
    reading(resources, { actions: ['dynamodb:Query'], resources: [resources.tableArns['breach-assessments']] }),
  'breach-assessment:update': (resources) =>
    writing(resources, { actions: ['dynamodb:UpdateItem'], resources: [resources.tableArns['breach-assessments']] }),
  'emergency-grant:escalate': (resources) =>
    reading(resources, {
      actions: ['dynamodb:Query'],
      resources: [`${resources.tableArns['emergency-grants']}/index/by-escalation`],
    }),
  'breach-assessment:escalate': (resources) =>
    reading(resources, {
      actions: ['dynamodb:Query'],
      resources: [`${resources.tableArns['breach-assessments']}/index/by-escalation`],
    }),
  'phi-key:inspect': ({ phiKeyArn }) => [
    { actions: ['kms:DescribeKey', 'kms:GetKeyRotationStatus'], resources: [phiKeyArn] },
  ],
  'audit:inspect': (resources) =>
    reading(resources, {
      actions: ['dynamodb:GetItem', 'dynamodb:GetResourcePolicy'],
      resources: [resources.tableArns.audit],
    }),
  'cursor-key:read': (resources) => [
    { actions: ['secretsmanager:GetSecretValue'], resources: [resources.cursorKeySecretArn] },
    dataKeyThrough('secretsmanager', ['kms:Decrypt'], resources),
  ],
  'legacy-keys:read': (resources) => [
    {
      actions: ['secretsmanager:GetSecretValue'],
      resources: [resources.fernetSecrets.arns],
      wildcard: {
        rule: `IAM5[Resource::arn:aws:secretsmanager:${resources.region}:<AWS::AccountId>:secret:${resources.fernetSecrets.prefix}*]`,
        reason:
          'Legacy keys: one secret per covered entity, named by its id, which no template knows, and with the random ' +
          'ending that Secrets Manager gives each ARN. The prefix is this deployment’s own, and nothing else stands under it.',
      },
    },
    dataKeyThrough('secretsmanager', ['kms:Decrypt'], resources),
  ],
  'rollup:read': (resources) =>
    reading(
      resources,
      { actions: ['dynamodb:Query'], resources: [resources.tableArns.rollups] },
      { actions: ['dynamodb:GetItem'], resources: [resources.tableArns.sequence] },
    ),
};
