import { GLOBAL_SERVICES } from '../../infra/guards/global-services';
import { STACK_NAMES, templateOf } from './support/assembly';
import { identityStatements, managedPolicies, roles } from './support/identity-policies';
import { resourceName } from './support/template';

const templates = STACK_NAMES.map((stack) => templateOf(stack));
const statements = templates.flatMap((template) => identityStatements(template));
const allowed = statements
  .filter(({ effect }) => effect === 'Allow')
  .flatMap(({ policy, actions, resources, conditions }) =>
    actions.flatMap((action) =>
      resources.map((arn) => ({ policy, action, on: resourceName(arn, templates), conditions })),
    ),
  );

/** Actions that take no resource (AWS's service authorization reference), by name. */
const WITHOUT_RESOURCE = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/** Objects of the second audit sink, named by covered entity and event (docs/decisions/0030). */
const AUDIT_FALLBACK = 'EvidenceBucket/audit-fallback/*';

/** Whose policy it is, from its logical id, which holds no word twice in a row. */
const nameOf = (policy: string): string => policy.replace(/^Functions|Policy[0-9A-F]{8}$/g, '');

/** A secret per covered entity, named by its id. */
const LEGACY_KEYS = 'arn:aws:secretsmanager:us-east-1:AWS::AccountId:secret:phiducia/dev/fernet/*';

const AUDIT_ACTIONS =
  /^dynamodb:(PutItem|GetItem|Query|GetResourcePolicy|DescribeStream|GetRecords|GetShardIterator|ListStreams)$/;

/** What uses key material: the rest describes a key. */
const CRYPTOGRAPHIC = /^kms:(Decrypt|Encrypt|GenerateDataKey|ReEncrypt|GenerateMac|VerifyMac|Sign|Verify)/;

describe('164.312(a)(1), 164.308(a)(4): every Allow statement of every identity policy in all stacks', () => {
  it('are many, and were all read', () => {
    expect(roles(templates).length).toBeGreaterThan(20);
    expect(allowed.length).toBeGreaterThan(100);
  });

  it('none allows a wildcard action, and none is written by exclusion', () => {
    expect(allowed.filter(({ action }) => action.includes('*'))).toEqual([]);
    expect(statements.filter(({ byExclusion }) => byExclusion)).toEqual([]);
  });

  it('none allows a wildcard resource but for X-Ray, the legacy keys, and the second audit sink, by name', () => {
    const wildcards = allowed.filter(({ on }) => on.includes('*'));

    expect(wildcards.filter(({ action, on }) => on === '*' && !WITHOUT_RESOURCE.includes(action))).toEqual([]);
    expect(
      wildcards
        .filter(({ on }) => on !== '*')
        .map(({ policy, action, on }) => `${nameOf(policy)}: ${action} on ${on}`)
        .sort(),
    ).toEqual([
      `GetPatientAccess: s3:PutObject on ${AUDIT_FALLBACK}`,
      `ListBiometricsAccess: s3:PutObject on ${AUDIT_FALLBACK}`,
      `ReconcileAuditBundledAccess: s3:GetObject on ${AUDIT_FALLBACK}`,
      `RequestEmergencyAccess: s3:PutObject on ${AUDIT_FALLBACK}`,
      `RewrapValueAccess: secretsmanager:GetSecretValue on ${LEGACY_KEYS}`,
    ]);
  });

  it('none allows the update, deletion, or batch write of an audit event', () => {
    const onAudit = allowed.filter(({ on }) => on.includes('TablesAudit'));

    expect(onAudit.length).toBeGreaterThan(20);
    expect(onAudit.filter(({ action }) => !AUDIT_ACTIONS.test(action))).toEqual([]);
    expect(allowed.filter(({ action }) => /BatchWriteItem|PartiQL/.test(action))).toEqual([]);
  });

  it('164.312(a)(2)(iv): each use of a key is bound to our encryption context, or to the service that stores', () => {
    const uses = allowed.filter(({ action }) => CRYPTOGRAPHIC.test(action));
    const unbound = uses.filter(({ conditions }) => {
      const equals = conditions?.StringEquals ?? {};
      const keys = conditions?.['ForAllValues:StringEquals'] ?? {};
      const inContext = equals['kms:EncryptionContext:app'] === 'phiducia' && 'kms:EncryptionContextKeys' in keys;
      return !inContext && !('kms:ViaService' in equals);
    });

    expect(uses.length).toBeGreaterThan(20);
    expect(unbound).toEqual([]);
  });

  it('policies that AWS wrote are these two, for AWS Backup and API Gateway alone', () => {
    expect(managedPolicies(templates)).toEqual([
      { principal: 'apigateway.amazonaws.com', policy: 'service-role/AmazonAPIGatewayPushToCloudWatchLogs' },
      { principal: 'backup.amazonaws.com', policy: 'service-role/AWSBackupServiceRolePolicyForBackup' },
    ]);
  });
});

describe('guarantee 3: IAM denies every Region off the list, whatever else stands', () => {
  it.each(roles(templates).map((role) => [role.logicalId, role] as const))('%s', (_, role) => {
    expect(role.statements).toContainEqual(
      expect.objectContaining({
        effect: 'Deny',
        actions: ['*'],
        resources: ['*'],
        conditions: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] } },
      }),
    );
  });

  it('no role of ours calls a global service, so that the denial exempts none', () => {
    const services = new Set(allowed.map(({ action }) => action.split(':')[0]));

    expect(GLOBAL_SERVICES.filter((service) => services.has(service))).toEqual([]);
  });
});
