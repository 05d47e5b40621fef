import { RETRY_AFTER_SECONDS } from '../../shared/api/problems';
import { routes } from '../../shared/api/routes/routes';
import { eventsOfRequest } from '../support/audit-log';
import { problemCode } from '../support/api-problem';
import { type LocalStack, startLocalStack } from '../support/local-stack';

const PHI = 'Marguerite Testperson 1931-02-03';
const ERRORS = [
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
  'hang',
  'reset',
  'lost_reply',
] as const;

let stack: LocalStack;
let admin: string;
let ciphertext: string;

const decrypt = () => stack.api('POST', '/hipaa/decrypt', { token: admin, json: { ciphertext, purpose: 'treatment' } });

/** Makes the audit table fail, until the faults are cleared unless a count is given. */
const breakAudit = (error: string, { operation = '*', count = 0 } = {}): Promise<void> =>
  stack.faults.add({ service: 'dynamodb', operation, table: 'audit', error, count });

beforeAll(async () => {
  stack = await startLocalStack({ background: false });
  admin = await stack.token('admin@demo.test');
  const response = await stack.api('POST', '/hipaa/encrypt', { token: admin, json: { value: PHI } });
  ({ ciphertext } = Object(response.json) as { readonly ciphertext: string });
});
afterEach(() => stack.faults.clear());
afterAll(() => stack.stop());

describe('guarantee 1, no audit, no PHI: the audit table fails while a value is decrypted', () => {
  it.each(ERRORS)(
    '%s: answers 503 with Retry-After and no plaintext, in time, and heals without restart',
    async (error) => {
      await breakAudit(error);
      const started = performance.now();
      const refused = await decrypt();
      const seconds = (performance.now() - started) / 1000;

      expect([refused.status, problemCode(refused)]).toEqual([503, 'service-unavailable']);
      expect(refused.headers.get('retry-after')).toBe(String(RETRY_AFTER_SECONDS));
      expect(Object.keys(refused.json as object)).toEqual(['type', 'title', 'status', 'code', 'error_id']);
      expect(refused.text).not.toContain('Marguerite');
      expect(seconds).toBeLessThan(routes.decryptValue.timeoutSeconds);

      await stack.faults.clear();
      const healed = await decrypt();
      expect([healed.status, healed.json]).toEqual([200, { value: PHI }]);
    },
  );

  it('rides out a throttle that ends within the retries, with one event', async () => {
    await breakAudit('ThrottlingException', { operation: 'PutItem', count: 1 });
    const response = await decrypt();
    expect(response.status).toBe(200);
    expect(await eventsOfRequest(stack, admin, response.headers.get('x-request-id'))).toHaveLength(1);
  });

  it('does not release on a lost reply, though the event is durable: over-reporting, never under-reporting', async () => {
    await breakAudit('lost_reply', { operation: 'PutItem', count: 1 });
    const response = await decrypt();
    expect(response.status).toBe(503);
    expect(await eventsOfRequest(stack, admin, response.headers.get('x-request-id'))).toMatchObject([
      { outcome: 'success', status_code: 200 },
    ]);
  });

  it('tells a defect of ours (500) from an outage (503), and releases nothing in either (RELIABILITY 4)', async () => {
    await breakAudit('ValidationException');
    const response = await decrypt();
    expect([response.status, problemCode(response)]).toEqual([500, 'internal-error']);
    expect(response.text).not.toContain('Marguerite');
  });

  it('keeps the value out of the log', () => {
    expect(stack.logText()).not.toContain('Marguerite');
    expect(stack.logText()).toContain('"AuditAppendFailed":1');
  });
});

describe('guarantee 1: what is not PHI is held back as well', () => {
  it('encrypts nothing while the audit table refuses', async () => {
    await breakAudit('AccessDeniedException');
    const response = await stack.api('POST', '/hipaa/encrypt', { token: admin, json: { value: PHI } });
    expect(response.status).toBe(503);
    expect(response.text).not.toContain('phi.v1.');
  });

  it('answers 503 to a denial that cannot be recorded', async () => {
    await breakAudit('AccessDeniedException');
    const token = await stack.token('nogroup@demo.test');
    const response = await stack.api('POST', '/hipaa/encrypt', { token, json: { value: PHI } });
    expect([response.status, problemCode(response)]).toEqual([503, 'service-unavailable']);
  });

  it('answers 500 to a denial that a defect of ours keeps from being recorded: no repeat would help (RELIABILITY 4)', async () => {
    await breakAudit('ValidationException');
    const token = await stack.token('nogroup@demo.test');
    const response = await stack.api('POST', '/hipaa/encrypt', { token, json: { value: PHI } });
    expect([response.status, problemCode(response)]).toEqual([500, 'internal-error']);
    expect(response.headers.has('retry-after')).toBe(false);
  });
});

describe('no other dependency fails open', () => {
  it.each([
    ['dynamodb', 'sessions', 'AccessDeniedException'],
    ['dynamodb', 'baa', 'InternalServerError'],
    ['dynamodb', 'baa', 'hang'],
  ] as const)('%s table %s: %s: answers 503 and records the failure', async (service, table, error) => {
    await stack.faults.add({ service, operation: '*', table, error, count: 0 });
    const response = await decrypt();
    expect([response.status, problemCode(response)]).toEqual([503, 'service-unavailable']);
    await stack.faults.clear();
    expect(await eventsOfRequest(stack, admin, response.headers.get('x-request-id'))).toMatchObject([
      { outcome: 'failure', status_code: 503, reason_code: 'service-unavailable' },
    ]);
  });

  it.each([
    'DisabledException',
    'KMSInvalidStateException',
    'NotFoundException',
    'AccessDeniedException',
    'KMSInternalException',
    'ThrottlingException',
  ])('KMS %s on a cold instance: answers 503, records the failure, and heals', async (error) => {
    await stack.restart();
    await stack.faults.add({ service: 'kms', operation: '*', error, count: 0 });
    const response = await decrypt();
    expect([response.status, problemCode(response)]).toEqual([503, 'service-unavailable']);
    await stack.faults.clear();
    expect(await eventsOfRequest(stack, admin, response.headers.get('x-request-id'))).toMatchObject([
      { outcome: 'failure', status_code: 503 },
    ]);
    expect((await decrypt()).status).toBe(200);
  });

  it('a session whose use cannot be written down is served: it only looks older', async () => {
    await stack.faults.add({
      service: 'dynamodb',
      operation: 'UpdateItem',
      table: 'sessions',
      error: 'AccessDeniedException',
      count: 0,
    });
    const token = await stack.token('admin@demo.test');
    expect((await stack.api('GET', '/session', { token })).status).toBe(200);
  });
});
