import { performance } from 'node:perf_hooks';
import {
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import { routes } from '../../shared/api/routes/routes';
import { PROBE_LIMIT_MS } from '../../shared/application/show-readiness';
import { CHECKS, type CheckName, CONTROLS } from '../../shared/domain/readiness';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest } from '../support/audit-log';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { brokenControls, failedChecks, readiness } from '../support/readiness';

const AWS_WORDS = /Exception|arn:|000000000000|dynamodb|kms\./i;

let stack: LocalStack;
let kms: KMSClient;
let KeyId: string;
let token: string;

const status = () => readiness(stack, { token });
const names = Object.keys(CHECKS) as CheckName[];

beforeAll(async () => {
  stack = await startLocalStack({ background: false });
  token = await stack.token('auditor@demo.test');
  kms = new KMSClient({
    endpoint: stack.environment.AWS_ENDPOINT_URL_KMS,
    region: stack.ready.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  KeyId = (await kms.send(new ListKeysCommand({}))).Keys?.[0]?.KeyId ?? '';
});
afterEach(() => stack.faults.clear());
afterAll(async () => {
  kms.destroy();
  await stack.stop();
});

/** What a fault must break, and nothing else. */
type Broken = Readonly<Partial<Record<CheckName, string>>>;

const expectBroken = async (broken: Broken): Promise<void> => {
  const body = await status();
  expect(failedChecks(body)).toEqual(broken);
  const controls = new Set((Object.keys(broken) as CheckName[]).map((name) => CHECKS[name].control));
  expect(brokenControls(body)).toEqual(CONTROLS.filter((control) => controls.has(control)));
  expect(body.overall_hipaa_ready).toBe(controls.size === 0);
  expect(body.checks.map(({ name }) => name).sort()).toEqual([...names].sort());
  expect(JSON.stringify(body)).not.toMatch(AWS_WORDS);
};

describe('164.308(a)(8) evaluation: while every control holds', () => {
  it('says so, with what each probe measured just now', async () => {
    await stack.api('POST', '/hipaa/encrypt', { token: await stack.token('admin@demo.test'), json: { value: 'x' } });
    await expectBroken({});
    const { checks, mode } = await status();
    expect(mode).toBe('local');
    const measured = Object.fromEntries(checks.map((check) => [check.name, check.measured]));
    expect(measured).toMatchObject({
      'phi-key-enabled': 'Enabled',
      'phi-key-rotation': 365,
      'encryption-round-trip': 'tenant-key',
      'audit-read-back': 'identical',
      'audit-update-denied': 'denied',
      'audit-delete-denied': 'denied',
      'audit-policy': 6,
      'audit-retention': 6,
      'region-approved': 'us-east-1',
    });
    for (const { checked_at } of checks) expect(Math.abs(Date.now() - Date.parse(checked_at))).toBeLessThan(60_000);
  });

  it('leaves one event a call, of its own operation: it is the event that was probed', async () => {
    const response = await stack.api('GET', '/hipaa/status', { token });
    const events = await eventsOfRequest(stack, token, response.headers.get('x-request-id'));
    expect(events).toMatchObject([{ operation: 'getStatus', resource_type: 'readiness', source: 'system' }]);
    expect(response.text).toContain(`event/${String(events[0]?.id)}`);
  });

  it('does not answer out of the cache of tenant keys: each call unwraps through KMS', async () => {
    await status();
    const before = (await stack.callCounts()).kms?.Decrypt ?? 0;
    await status();
    expect((await stack.callCounts()).kms?.Decrypt).toBe(before + 1);
  });
});

const AUDIT_DOWN = { 'audit-append': 'unavailable', 'audit-read-back': 'not-appended' } as const;
const dynamo = (operation: string, table: string, error: string) =>
  ({ service: 'dynamodb', operation, table, error, count: 0 }) as const;
const KMS_DOWN = {
  'phi-key-enabled': 'unavailable',
  'phi-key-rotation': 'unavailable',
  'encryption-round-trip': 'unavailable',
} as const;

describe('RELIABILITY 1, 8, 10, 11: one control is broken, and named; the others are not hidden', () => {
  it.each([
    ['audit puts refused', dynamo('PutItem', 'audit', 'AccessDeniedException'), AUDIT_DOWN],
    ['audit puts throttled', dynamo('PutItem', 'audit', 'ThrottlingException'), AUDIT_DOWN],
    [
      'audit puts called wrong',
      dynamo('PutItem', 'audit', 'ValidationException'),
      { ...AUDIT_DOWN, 'audit-append': 'unexpected-error' },
    ],
    ['an audit put whose fate is unknown', dynamo('PutItem', 'audit', 'lost_reply'), AUDIT_DOWN],
    ['audit reads refused', dynamo('GetItem', 'audit', 'AccessDeniedException'), { 'audit-read-back': 'unavailable' }],
    [
      'audit table missing',
      dynamo('*', 'audit', 'ResourceNotFoundException'),
      {
        ...AUDIT_DOWN,
        'audit-update-denied': 'unavailable',
        'audit-delete-denied': 'unavailable',
        'audit-policy': 'unavailable',
      },
    ],
    [
      'updates let through',
      dynamo('UpdateItem', 'audit', 'ConditionalCheckFailedException'),
      { 'audit-update-denied': 'change-not-denied' },
    ],
    [
      'deletes let through',
      dynamo('DeleteItem', 'audit', 'ConditionalCheckFailedException'),
      { 'audit-delete-denied': 'change-not-denied' },
    ],
    [
      'no resource policy',
      dynamo('GetResourcePolicy', 'audit', 'PolicyNotFoundException'),
      { 'audit-policy': 'policy-incomplete' },
    ],
    ['agreements cannot be read', dynamo('*', 'baa', 'AccessDeniedException'), { 'baa-active': 'unavailable' }],
    [
      'wrapped keys cannot be read',
      dynamo('*', 'keys', 'AccessDeniedException'),
      { 'encryption-round-trip': 'unavailable' },
    ],
    ['KMS throttled', { service: 'kms', operation: '*', error: 'ThrottlingException', count: 0 }, KMS_DOWN],
    ['KMS denies', { service: 'kms', operation: '*', error: 'AccessDeniedException', count: 0 }, KMS_DOWN],
    [
      'KMS decrypts nothing',
      { service: 'kms', operation: 'Decrypt', error: 'KMSInternalException', count: 0 },
      { 'encryption-round-trip': 'unavailable' },
    ],
  ] as const)('%s', async (_, fault, broken) => {
    await stack.faults.add(fault);
    await expectBroken(broken);
    await stack.faults.clear();
    await expectBroken({});
  });

  it('counts a failed append for the alarm', () => {
    expect(stack.logText()).toContain('"AuditAppendFailed":1');
    expect(stack.logText()).toContain('readiness probe failed');
  });

  it('the KMS key is disabled: named by its state, and by the round trip; healed when it is enabled', async () => {
    await kms.send(new DisableKeyCommand({ KeyId }));
    await expectBroken({ 'phi-key-enabled': 'key-not-enabled', 'encryption-round-trip': 'unavailable' });
    await kms.send(new EnableKeyCommand({ KeyId }));
    await expectBroken({});
  });

  it('the KMS key does not rotate', async () => {
    await kms.send(new DisableKeyRotationCommand({ KeyId }));
    await expectBroken({ 'phi-key-rotation': 'rotation-off' });
    await kms.send(new EnableKeyRotationCommand({ KeyId }));
    await expectBroken({});
  });
});

describe('RELIABILITY 10, 16: what hangs does not take the answer along', () => {
  const HANGS = (['audit', 'audit-days', 'baa', 'keys'] as const).map((table) => dynamo('*', table, 'hang'));
  const KMS_HANGS = { service: 'kms', operation: '*', error: 'hang', count: 0 } as const;

  it('KMS hangs: encryption alone does not hold', async () => {
    await stack.faults.add(KMS_HANGS);
    const body = await status();
    expect(Object.keys(failedChecks(body)).sort()).toEqual(Object.keys(KMS_DOWN).sort());
    expect(brokenControls(body)).toEqual(['phi_encryption_configured']);
  });

  it('all hang: answers well below the timeout, with everything named that could be asked', async () => {
    for (const fault of [...HANGS, KMS_HANGS]) await stack.faults.add(fault);
    const started = performance.now();
    const body = await status();
    expect(performance.now() - started).toBeLessThan((routes.getStatus.timeoutSeconds * 1000) / 2);
    expect(PROBE_LIMIT_MS * 2).toBeLessThan(routes.getStatus.timeoutSeconds * 1000);
    expect(brokenControls(body)).toEqual(CONTROLS.filter((control) => control !== 'data_residency_configured'));
    expect(failedChecks(body)).toMatchObject({ 'audit-append': 'timed-out', 'audit-read-back': 'timed-out' });
    await stack.faults.clear();
    await expectBroken({});
  });
});

describe('what status does not survive', () => {
  it('the session cannot be read: 503, as on every route', async () => {
    await stack.faults.add(dynamo('*', 'sessions', 'AccessDeniedException'));
    const response = await stack.api('GET', '/hipaa/status', { token });
    expect([response.status, problemCode(response)]).toEqual([503, 'service-unavailable']);
  });

  it('a refusal that cannot be recorded: 503', async () => {
    await stack.faults.add(dynamo('PutItem', 'audit', 'AccessDeniedException'));
    const response = await stack.api('GET', '/hipaa/status', { token: await stack.token('developer@demo.test') });
    expect([response.status, problemCode(response)]).toEqual([503, 'service-unavailable']);
  });
});
