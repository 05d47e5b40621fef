import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionDefinitions } from '../../shared/api/functions';
import { GATEWAY_TIMEOUT_MS } from '../../shared/api/gateway-responses';
import { type SettingName, SettingsSchema } from '../../shared/config/settings';
import { deployedFunction as functionOf, FUNCTION_STACKS } from './support/function-stack';
import { synthesised, templateOf } from './support/assembly';
import { ROOT } from './support/run-cdk';
import { resourcesOfType } from './support/template';

const assembly = synthesised();

const variablesOf = (id: string): Readonly<Record<string, unknown>> =>
  (functionOf(id).properties.Environment as { readonly Variables: Readonly<Record<string, unknown>> }).Variables;

const ids = functionDefinitions.map(({ id }) => id);
/** Nobody waits for them behind the gateway. */
const scheduledIds = functionDefinitions.filter(({ kind }) => kind === 'scheduled').map(({ id }) => id);
const routeIds = functionDefinitions.filter(({ kind }) => kind === 'route').map(({ id }) => id);

describe('deployment: what is deployed is what runs locally', () => {
  it.each(ids)('%s: the asset is the local stack’s bundle, byte for byte, and nothing else', (id) => {
    const asset = join(assembly.directory, String(functionOf(id).Metadata?.['aws:asset:path']));

    expect(readdirSync(asset)).toEqual(['index.js']);
    const deployed = readFileSync(join(asset, 'index.js'));
    expect(deployed.equals(readFileSync(join(ROOT, '.build', 'functions', id, 'index.js')))).toBe(true);
  });

  it('every function of the table is deployed, and no other', () => {
    const deployed = [...FUNCTION_STACKS, 'Data' as const].flatMap((stack) =>
      resourcesOfType(templateOf(stack), 'AWS::Lambda::Function'),
    );

    expect(deployed).toHaveLength(ids.length);
  });

  it.each(functionDefinitions.map((definition) => [definition.id, definition] as const))(
    '%s: runtime, handler, tracing; time and memory from the table',
    (id, { timeoutSeconds, memoryMb }) => {
      expect(functionOf(id).properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: timeoutSeconds,
        MemorySize: memoryMb,
        TracingConfig: { Mode: 'Active' },
      });
    },
  );

  it.each(ids.filter((id) => !scheduledIds.includes(id)))(
    '%s: RELIABILITY 16, it ends before the gateway gives up, so no work continues after the answer',
    (id) => {
      expect(Number(functionOf(id).properties.Timeout) * 1000).toBeLessThan(GATEWAY_TIMEOUT_MS);
    },
  );

  it.each(functionDefinitions.map(({ entry }) => entry))('%s exists', (entry) => {
    expect(existsSync(join(ROOT, entry))).toBe(true);
  });
});

describe('configuration: functions get what they read', () => {
  const shape: Readonly<Record<string, { safeParse(value: unknown): { readonly success: boolean } }>> =
    SettingsSchema.shape;
  const required = (Object.keys(shape) as SettingName[]).filter(
    // Lambda sets the Region itself and refuses to have it set.
    (name) => name !== 'AWS_REGION' && !(shape[name]?.safeParse(undefined).success ?? false),
  );

  it.each(routeIds)('%s: every setting that has no default', (id) => {
    expect(required.filter((name) => !(name in variablesOf(id)))).toEqual([]);
  });

  it.each(ids)('%s: no variable that no setting names', (id) => {
    expect(Object.keys(variablesOf(id)).filter((name) => !(name in shape))).toEqual([]);
  });

  it.each(ids)('%s: guarantee 3, the approved Regions as JSON', (id) => {
    expect(JSON.parse(String(variablesOf(id).HIPAA_ALLOWED_REGIONS))).toEqual(['us-east-1', 'us-west-2']);
    expect(variablesOf(id).HIPAA_ENABLED).toBe('true');
  });

  it('the settings parse with names such as CloudFormation gives', () => {
    const named: Readonly<Record<string, string>> = {
      PHI_KEY_ARN: 'arn:aws:kms:us-east-1:123456789012:key/0aa0bb00-0000-4000-8000-000000000000',
      CURSOR_KEY_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:CursorKeySecret-a1b2c3',
      EVIDENCE_BUCKET_NAME: 'phiducia-dev-data-evidencebucket-1abc2def',
      USER_POOL_CLIENT_ID: '1example23456789',
    };
    for (const id of routeIds) {
      const values = Object.entries(variablesOf(id)).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : (named[name] ?? 'Phiducia-dev-Data-TablesAuditTable-1ABC'),
      ]);

      expect(SettingsSchema.safeParse({ AWS_REGION: 'us-east-1', ...Object.fromEntries(values) }).success).toBe(true);
    }
  });

  it.each(ids)('%s: no endpoint of its own; the local engines are local', (id) => {
    expect(Object.keys(variablesOf(id)).filter((name) => name.startsWith('AWS_'))).toEqual([]);
  });
});
