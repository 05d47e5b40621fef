import { functionDefinitions } from '../../shared/api/functions';
import { CAPABILITIES, type Capability } from '../../shared/api/routes/route-definition';
import { templateOf } from './support/assembly';
import { deployedFunction, FUNCTION_STACKS, stackOf } from './support/function-stack';
import { referenced, resourceName, resourcesOfType, type Statement, statementsOf } from './support/template';

const exporters = [templateOf('Data'), templateOf('Identity')];

/** The statements of the one managed policy that the function's role has. */
const statements = (id: string): readonly Statement[] => {
  const template = templateOf(stackOf(id));
  const role = referenced(deployedFunction(id).properties.Role);
  const { ManagedPolicyArns: policies, Policies: inline } = (template.Resources[role ?? '']?.Properties ?? {}) as {
    readonly ManagedPolicyArns?: readonly unknown[];
    readonly Policies?: unknown;
  };
  expect(policies).toHaveLength(1);
  expect(inline).toBeUndefined();
  const policy = template.Resources[referenced(policies?.[0]) ?? ''];
  return statementsOf(policy?.Properties?.PolicyDocument);
};

/** Each allowed action with each of its resources, and under which condition keys. */
const allowed = (id: string): readonly string[] =>
  statements(id)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ actions, resources, conditions }) =>
      actions.flatMap((action) => resources.map((arn) => [action, arn, conditions] as const)),
    )
    .map(([action, arn, conditions]) => `${action} on ${resourceName(arn, exporters)}${conditionText(conditions)}`);

const conditionText = (conditions: Statement['conditions']): string => {
  if (conditions === undefined) return '';
  const service = conditions.StringEquals?.['kms:ViaService'];
  const prefix = conditions.StringLike?.['s3:prefix'];
  if (typeof prefix === 'string') return ` below ${prefix}`;
  return typeof service === 'string'
    ? ` through ${service.replace('.us-east-1.amazonaws.com', '')}`
    : ' in our encryption context';
};

const through = (service: string, actions: readonly string[]): readonly string[] =>
  actions.map((action) => `${action} on DataKey through ${service}`);

const READ_TABLE = through('dynamodb', ['kms:Decrypt', 'kms:DescribeKey']);
const WRITE_TABLE = [
  ...READ_TABLE,
  ...through('dynamodb', ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo']),
];

/** The one resource that ends in `*`: a secret per covered entity, named by its id. */
const LEGACY_KEY_SECRETS = 'arn:aws:secretsmanager:us-east-1:AWS::AccountId:secret:phiducia/dev/fernet/*';

/** What each capability allows, said a second time: a change of the grants must be made here as well. */
const EXPECTED: Readonly<Record<Capability, readonly string[]>> = {
  'audit:append': ['dynamodb:PutItem on TablesAuditTable', 'dynamodb:PutItem on TablesAuditDaysTable', ...WRITE_TABLE],
  'audit:read': [
    'dynamodb:Query on TablesAuditTable',
    'dynamodb:Query on TablesAuditTable/index/by-patient',
    'dynamodb:Query on TablesAuditTable/index/by-user',
    'dynamodb:Query on TablesAuditDaysTable',
    ...READ_TABLE,
  ],
  'audit:find': ['dynamodb:GetItem on TablesAuditTable', ...READ_TABLE],
  'audit:scan': [
    'dynamodb:Query on TablesAuditTable',
    'dynamodb:Query on TablesAuditDaysTable/index/by-day',
    ...READ_TABLE,
  ],
  'audit-stream:read': [
    ...['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
      (action) => `dynamodb:${action} on TablesAuditTable.StreamArn`,
    ),
    ...READ_TABLE,
  ],
  'audit-fallback:keep': ['s3:PutObject on EvidenceBucket/audit-fallback/*'],
  'audit-fallback:read': [
    's3:GetObject on EvidenceBucket/audit-fallback/*',
    's3:ListBucket on EvidenceBucket below audit-fallback/*',
  ],
  'reconciliation:note': ['dynamodb:UpdateItem on TablesReconciliationTable', ...WRITE_TABLE],
  'reconciliation:read': ['dynamodb:GetItem on TablesReconciliationTable', ...READ_TABLE],
  'baa:read': ['dynamodb:Query on TablesBaaTable', ...READ_TABLE],
  'baa:create': ['dynamodb:PutItem on TablesBaaTable', 'dynamodb:UpdateItem on TablesBaaTable', ...WRITE_TABLE],
  'baa:check': ['dynamodb:ConditionCheckItem on TablesBaaTable', ...READ_TABLE],
  'baa:update': ['dynamodb:UpdateItem on TablesBaaTable', ...WRITE_TABLE],
  'baa:scan': ['dynamodb:Scan on TablesBaaTable', ...READ_TABLE],
  'disclosure:create': ['dynamodb:PutItem on TablesDisclosuresTable', ...WRITE_TABLE],
  'disclosure:read': [
    'dynamodb:GetItem on TablesDisclosuresTable',
    'dynamodb:Query on TablesDisclosuresTable',
    ...READ_TABLE,
  ],
  'idempotency:check': [
    'dynamodb:GetItem on TablesIdempotencyTable',
    'dynamodb:PutItem on TablesIdempotencyTable',
    ...WRITE_TABLE,
  ],
  'job-stream:read': [
    ...['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
      (action) => `dynamodb:${action} on TablesJobsTable.StreamArn`,
    ),
    ...READ_TABLE,
  ],
  'job:read': ['dynamodb:GetItem on TablesJobsTable', ...READ_TABLE],
  'job:write': ['dynamodb:PutItem on TablesJobsTable', ...WRITE_TABLE],
  'job:scan': ['dynamodb:Scan on TablesJobsTable', ...READ_TABLE],
  'sequence:extend': [
    'dynamodb:GetItem on TablesSequenceTable',
    'dynamodb:PutItem on TablesSequenceTable',
    'dynamodb:UpdateItem on TablesSequenceTable',
    'dynamodb:UpdateItem on TablesRollupsTable',
    ...WRITE_TABLE,
  ],
  'sequence:look-up': ['dynamodb:BatchGetItem on TablesSequenceTable', ...READ_TABLE],
  'session:check': [
    'dynamodb:GetItem on TablesSessionsTable',
    'dynamodb:UpdateItem on TablesSessionsTable',
    ...WRITE_TABLE,
  ],
  'session:end': ['dynamodb:UpdateItem on TablesSessionsTable', ...WRITE_TABLE],
  'tenant-key:read': ['dynamodb:GetItem on TablesKeysTable', ...READ_TABLE],
  'tenant-key:list': ['dynamodb:Query on TablesKeysTable', ...READ_TABLE],
  'tenant-key:create': ['dynamodb:PutItem on TablesKeysTable', ...WRITE_TABLE],
  'tenant-key:destroy': [
    ...['UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map((action) => `dynamodb:${action} on TablesKeysTable`),
    ...WRITE_TABLE,
  ],
  'phi-key:generate-data-key': ['kms:GenerateDataKey on PhiKey in our encryption context'],
  'phi-key:decrypt': ['kms:Decrypt on PhiKey in our encryption context'],
  'patient:read': [
    ...['GetItem', 'BatchGetItem', 'Query'].flatMap((action) =>
      ['Patients', 'CareTeams'].map((table) => `dynamodb:${action} on Tables${table}Table`),
    ),
    ...READ_TABLE,
  ],
  'patient:create': [
    'dynamodb:PutItem on TablesPatientsTable',
    'dynamodb:PutItem on TablesCareTeamsTable',
    'dynamodb:PutItem on TablesPatientIndexTable',
    ...WRITE_TABLE,
  ],
  'patient:replace': [
    'dynamodb:PutItem on TablesPatientsTable',
    'dynamodb:PutItem on TablesPatientIndexTable',
    'dynamodb:DeleteItem on TablesPatientIndexTable',
    ...WRITE_TABLE,
  ],
  'patient-index:read': ['dynamodb:Query on TablesPatientIndexTable', ...READ_TABLE],
  'care-team:change': [
    'dynamodb:PutItem on TablesCareTeamsTable',
    'dynamodb:DeleteItem on TablesCareTeamsTable',
    ...WRITE_TABLE,
  ],
  'biometric:read': [
    'dynamodb:GetItem on TablesBiometricsTable',
    'dynamodb:Query on TablesBiometricsTable',
    ...READ_TABLE,
  ],
  'biometric:create': ['dynamodb:PutItem on TablesBiometricsTable', ...WRITE_TABLE],
  'emergency-grant:read': ['dynamodb:Query on TablesEmergencyGrantsTable', ...READ_TABLE],
  'emergency-grant:find': ['dynamodb:GetItem on TablesEmergencyGrantsTable', ...READ_TABLE],
  'emergency-grant:count-overdue': [
    'dynamodb:Query on TablesEmergencyGrantsTable/index/by-pending-user',
    ...READ_TABLE,
  ],
  'emergency-grant:list-pending': ['dynamodb:Scan on TablesEmergencyGrantsTable/index/by-pending-user', ...READ_TABLE],
  'emergency-grant:create': ['dynamodb:PutItem on TablesEmergencyGrantsTable', ...WRITE_TABLE],
  'emergency-suspension:read': ['dynamodb:GetItem on TablesEmergencySuspensionsTable', ...READ_TABLE],
  'emergency-grant:update': ['dynamodb:UpdateItem on TablesEmergencyGrantsTable', ...WRITE_TABLE],
  'emergency-suspension:create': ['dynamodb:PutItem on TablesEmergencySuspensionsTable', ...WRITE_TABLE],
  'emergency-suspension:delete': ['dynamodb:DeleteItem on TablesEmergencySuspensionsTable', ...WRITE_TABLE],
  'breach-assessment:create': ['dynamodb:PutItem on TablesBreachAssessmentsTable', ...WRITE_TABLE],
  'breach-assessment:find': ['dynamodb:GetItem on TablesBreachAssessmentsTable', ...READ_TABLE],
  'breach-assessment:list': ['dynamodb:Query on TablesBreachAssessmentsTable', ...READ_TABLE],
  'breach-assessment:update': ['dynamodb:UpdateItem on TablesBreachAssessmentsTable', ...WRITE_TABLE],
  'emergency-grant:escalate': ['dynamodb:Query on TablesEmergencyGrantsTable/index/by-escalation', ...READ_TABLE],
  'breach-assessment:escalate': ['dynamodb:Query on TablesBreachAssessmentsTable/index/by-escalation', ...READ_TABLE],
  'phi-key:inspect': ['kms:DescribeKey on PhiKey', 'kms:GetKeyRotationStatus on PhiKey'],
  'audit:inspect': [
    'dynamodb:GetItem on TablesAuditTable',
    'dynamodb:GetResourcePolicy on TablesAuditTable',
    ...READ_TABLE,
  ],
  'cursor-key:read': [
    'secretsmanager:GetSecretValue on CursorKeySecret',
    ...through('secretsmanager', ['kms:Decrypt']),
  ],
  'legacy-keys:read': [
    `secretsmanager:GetSecretValue on ${LEGACY_KEY_SECRETS}`,
    ...through('secretsmanager', ['kms:Decrypt']),
  ],
  'rollup:read': ['dynamodb:Query on TablesRollupsTable', 'dynamodb:GetItem on TablesSequenceTable', ...READ_TABLE],
};

/** Objects of the second audit sink: one for each event. */
const AUDIT_FALLBACK = / EvidenceBucket( below |\/)audit-fallback\/\*$/;

const always = (id: string): readonly string[] => {
  const logs = stackOf(id) === 'Api' ? 'FunctionsLogsLogGroup' : 'FunctionLogsLogGroup';
  return [
    `logs:CreateLogStream on ${logs}`,
    `logs:PutLogEvents on ${logs}`,
    'xray:PutTelemetryRecords on *',
    'xray:PutTraceSegments on *',
  ];
};

const ids = functionDefinitions.map(({ id }) => id);

describe('164.312(a)(1), minimum necessary: a function may do what its route’s capabilities say', () => {
  it('every capability is held by some function', () => {
    const held = new Set(functionDefinitions.flatMap(({ capabilities }) => capabilities));

    expect(CAPABILITIES.filter((capability) => !held.has(capability))).toEqual([]);
  });

  it.each(functionDefinitions.map(({ id, capabilities }) => [id, capabilities] as const))(
    '%s: exactly its capabilities, its log group, and tracing',
    (id, capabilities) => {
      const expected = new Set([...capabilities.flatMap((capability) => EXPECTED[capability]), ...always(id)]);

      expect([...new Set(allowed(id))].sort()).toEqual([...expected].sort());
    },
  );

  it.each(ids)(
    '%s: no wildcard but for X-Ray, which has no resources, legacy keys of rewrapping, and the second audit sink',
    (id) => {
      const wildcards = allowed(id).filter(
        (permission) => permission.includes('*') && !AUDIT_FALLBACK.test(permission),
      );
      const legacyKeys = id === 'RewrapValue' ? [`secretsmanager:GetSecretValue on ${LEGACY_KEY_SECRETS}`] : [];

      expect(wildcards).toEqual([...legacyKeys, 'xray:PutTelemetryRecords on *', 'xray:PutTraceSegments on *']);
    },
  );

  it('one function alone may change an item of the keys table: the one that destroys', () => {
    const changing = ids.filter((id) => allowed(id).includes('dynamodb:UpdateItem on TablesKeysTable'));

    expect(changing).toEqual(['DestroyKey']);
  });

  it('the same alone may remove an item of the keys table: the index key, with the last version', () => {
    expect(ids.filter((id) => allowed(id).some((each) => /Delete.* on TablesKeysTable/.test(each)))).toEqual([
      'DestroyKey',
    ]);
  });

  it('the second audit sink is open to emergency access and to its reconciler alone', () => {
    const holders = (action: string) =>
      ids.filter((id) => allowed(id).some((each) => each.startsWith(`s3:${action} `)));

    expect(holders('PutObject')).toEqual(['GetPatient', 'ListBiometrics', 'RequestEmergencyAccess']);
    expect(holders('GetObject')).toEqual(['ReconcileAudit']);
    expect(holders('ListBucket')).toEqual(['ReconcileAudit']);
  });

  it('each function has a role of its own', () => {
    const roles = FUNCTION_STACKS.flatMap((stack) =>
      resourcesOfType(templateOf(stack), 'AWS::Lambda::Function').map(({ properties }) => referenced(properties.Role)),
    );

    expect(new Set(roles).size).toBe(ids.length);
  });
});

describe('164.312(b), (c)(1): no function may change or remove an audit event', () => {
  it.each(ids)('%s', (id) => {
    const onAudit = allowed(id).filter((permission) => permission.includes(' on TablesAudit'));

    expect(
      onAudit.filter(
        (permission) =>
          !/^dynamodb:(PutItem|GetItem|Query|GetResourcePolicy|DescribeStream|GetRecords|GetShardIterator|ListStreams) /.test(
            permission,
          ),
      ),
    ).toEqual([]);
  });
});

describe('164.312(a)(2)(iv): the PHI key serves tenant keys alone', () => {
  it.each(['EncryptValue', 'DecryptValue'])(
    '%s: for our app, a covered entity, and a version, and nothing else',
    (id) => {
      const uses = statements(id).filter(({ resources }) =>
        resources.some((arn) => resourceName(arn, exporters) === 'PhiKey'),
      );

      expect(uses.length).toBeGreaterThan(0);
      for (const { conditions } of uses) {
        expect(conditions).toEqual({
          StringEquals: { 'kms:EncryptionContext:app': 'phiducia' },
          'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['app', 'covered_entity_id', 'key_version'] },
          Null: { 'kms:EncryptionContext:covered_entity_id': 'false', 'kms:EncryptionContext:key_version': 'false' },
        });
      }
    },
  );
});

describe('guarantee 3: IAM denies every Region off the list', () => {
  it.each(ids)('%s', (id) => {
    expect(statements(id).filter(({ effect }) => effect === 'Deny')).toEqual([
      {
        effect: 'Deny',
        actions: ['*'],
        resources: ['*'],
        principal: undefined,
        conditions: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] } },
      },
    ]);
  });
});
