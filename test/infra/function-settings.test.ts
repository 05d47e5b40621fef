import { App } from 'aws-cdk-lib';
import { parseDeploymentConfig } from '../../infra/config/deployment-config';
import { residencyEnvironment, routeEnvironment } from '../../infra/constructs/function-environment';
import { SettingsSchema } from '../../shared/config/settings';
import { type TableName, tables } from '../../shared/config/tables';
import { templateOf } from './support/assembly';
import { resourcesOfType } from './support/template';

const approvedRegions = ['us-east-1', 'us-west-2'];
const cdkJson = { context: { approvedRegions } };
const configOf = (context: Readonly<Record<string, unknown>>) => {
  const app = new App({ context: { stage: 'dev', region: 'us-east-1', approvedRegions, ...context } });
  return parseDeploymentConfig((name) => app.node.tryGetContext(name) as unknown, cdkJson);
};
const resources = {
  tableNames: Object.fromEntries(Object.keys(tables).map((name) => [name, name])) as Readonly<
    Record<TableName, string>
  >,
  phiKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/0aa0bb00-0000-4000-8000-000000000000',
  cursorKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:CursorKeySecret-a1b2c3',
  evidenceBucketName: 'phiducia-test-evidence',
  fernetSecretPrefix: 'phiducia/test/fernet/',
  userPoolClientId: '1example23456789',
};

describe('configuration: what a deployment chooses for its functions', () => {
  it('is what they read', () => {
    const config = configOf({
      hipaaEnabled: false,
      auditLogRetentionYears: 7,
      sessionIdleMinutes: '10',
      sessionAbsoluteHours: 8,
    });
    const settings = SettingsSchema.parse({ AWS_REGION: 'us-east-1', ...routeEnvironment(resources, config) });
    expect(settings).toMatchObject({
      HIPAA_ENABLED: 'false',
      HIPAA_ALLOWED_REGIONS: approvedRegions,
      HIPAA_AUDIT_LOG_RETENTION_YEARS: 7,
      SESSION_IDLE_MINUTES: 10,
      SESSION_ABSOLUTE_HOURS: 8,
    });
    expect(residencyEnvironment(config).HIPAA_ENABLED).toBe('false');
  });

  it('is the safe default where the context is silent', () => {
    expect(configOf({}).functionSettings).toEqual({
      HIPAA_ENABLED: 'true',
      HIPAA_AUDIT_LOG_RETENTION_YEARS: '6',
      SESSION_IDLE_MINUTES: '15',
      SESSION_ABSOLUTE_HOURS: '12',
    });
  });

  it.each([
    ['auditLogRetentionYears', 5],
    ['auditLogRetentionYears', '5'],
    ['auditLogRetentionYears', 101],
    ['auditLogRetentionYears', 6.5],
    ['auditLogRetentionYears', '0x10'],
    ['auditLogRetentionYears', 'seven'],
    ['auditLogRetentionYears', ''],
    ['auditLogRetentionYears', [7]],
    ['auditLogRetentionYears', true],
    ['sessionIdleMinutes', 0],
    ['sessionIdleMinutes', 61],
    ['sessionAbsoluteHours', 25],
    ['sessionAbsoluteHours', '-1'],
    ['hipaaEnabled', 'no'],
    ['hipaaEnabled', 1],
  ])('164.316(b)(2)(i): refuses %s = %j before anything is synthesised', (key, value) => {
    expect(() => configOf({ [key]: value })).toThrow(`The context "${key}" must be`);
  });

  it('stands in the environment of every route’s function', () => {
    const functions = resourcesOfType(templateOf('Api'), 'AWS::Lambda::Function');
    const variables = functions.map(
      ({ properties }) =>
        (properties.Environment as { readonly Variables: Readonly<Record<string, unknown>> }).Variables,
    );
    expect(variables.filter((each) => 'AUDIT_TABLE_NAME' in each).length).toBeGreaterThan(5);
    for (const each of variables.filter((names) => 'AUDIT_TABLE_NAME' in names)) {
      expect(each).toMatchObject({
        HIPAA_ENABLED: 'true',
        HIPAA_AUDIT_LOG_RETENTION_YEARS: '6',
        SESSION_IDLE_MINUTES: '15',
        SESSION_ABSOLUTE_HOURS: '12',
      });
    }
  });
});
