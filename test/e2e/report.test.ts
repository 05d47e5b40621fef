import { ComplianceReport } from '../../shared/api/schemas/compliance-report';
import { problemCode } from '../support/api-problem';
import { type LocalStack, startLocalStack } from '../support/local-stack';

let stack: LocalStack;
let admin: string;
let auditor: string;

beforeAll(async () => {
  stack = await startLocalStack();
  admin = await stack.token('admin@demo.test');
  auditor = await stack.token('auditor@demo.test');
});
afterAll(() => stack.stop());

const report = async (query: Record<string, string> = {}) => {
  const response = await stack.api('GET', '/hipaa/report', { token: auditor, query });
  expect(response.status).toBe(200);
  return ComplianceReport.parse(response.json);
};

const until = async <T>(read: () => Promise<T>, reached: (value: T) => boolean): Promise<T> => {
  let value = await read();
  for (let attempt = 0; attempt < 60 && !reached(value); attempt += 1) {
    await new Promise((tick) => setTimeout(tick, 250));
    value = await read();
  }
  return value;
};

describe('164.308(a)(1)(ii)(D) a report on what really happened', () => {
  it('counts decryptions and refusals once the rollups have followed', async () => {
    const sealed = await stack.api('POST', '/hipaa/encrypt', { token: admin, json: { value: 'invented' } });
    const { ciphertext } = Object(sealed.json) as { readonly ciphertext: string };
    const json = { ciphertext, purpose: 'treatment' };
    await stack.api('POST', '/hipaa/decrypt', { token: admin, json });
    await stack.api('POST', '/hipaa/decrypt', { token: await stack.token('developer@demo.test'), json });
    const found = await until(report, ({ decrypts, refusals }) => decrypts >= 1 && refusals.length > 0);
    expect(found.decrypts).toBe(1);
    expect(found.refusals).toContainEqual({ name: 'role-required', success: 0, denied: 1, failure: 0 });
    expect(found.keys).toMatchObject([{ version: 1, state: 'active', age_days: 0 }]);
    expect(found.agreements).toMatchObject([{ status: 'active' }]);
    expect(found.reach.newest_recorded_at).toBeDefined();
  });

  it('is a page that a browser may open and nothing more', async () => {
    const response = await stack.api('GET', '/hipaa/report', { token: auditor, headers: { Accept: 'text/html' } });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(response.text).toContain('<h1>HIPAA access report</h1>');
  });

  it.each(['HEAD', 'POST', 'DELETE'])('answers 405 to %s', async (method) => {
    const response = await stack.api(method, '/hipaa/report', { token: auditor });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('answers 503 and no figure while the audit table fails', async () => {
    await stack.faults.add({
      service: 'dynamodb',
      operation: 'PutItem',
      table: 'audit',
      error: 'ThrottlingException',
      count: 0,
    });
    const response = await stack.api('GET', '/hipaa/report', { token: auditor, headers: { Accept: 'text/csv' } });
    await stack.faults.clear();
    expect([response.status, problemCode(response)]).toEqual([503, 'service-unavailable']);
  });
});
