import { unmarshall } from '@aws-sdk/util-dynamodb';
import { problemCode } from '../support/api-problem';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { entryOf, report } from '../support/manual-entries';
import { rawItems } from '../support/raw-table';

let stack: LocalStack;

beforeAll(async () => {
  stack = await startLocalStack({ background: false, settings: { HIPAA_AUDIT_LOG_RETENTION_YEARS: '7' } });
});
afterAll(() => stack.stop());

describe('164.316(b)(2)(i) retention: HIPAA_AUDIT_LOG_RETENTION_YEARS', () => {
  it('7: each event says so, and expires seven years and ninety days after it was recorded', async () => {
    const token = await stack.token('admin@demo.test');
    expect((await report(stack, token, entryOf())).status).toBe(201);
    expect((await stack.api('GET', '/hipaa/audit-logs', { token })).status).toBe(200);
    const events = (await rawItems(stack, 'audit')).map((item) => unmarshall(item));
    const ofCalls = events.filter(({ operation }) =>
      ['createManualEvent', 'listAuditLogs'].includes(String(operation)),
    );
    expect(ofCalls).toHaveLength(2);
    for (const { recorded_at, retention_years, expires_at } of ofCalls) {
      const end = new Date(String(recorded_at));
      end.setUTCFullYear(end.getUTCFullYear() + 7);
      end.setUTCDate(end.getUTCDate() + 90);
      expect([retention_years, expires_at]).toEqual([7, Math.floor(end.getTime() / 1000)]);
    }
  });

  it.each(['5', 'seven', '', '6.5'])('%j: the functions refuse to start, 503', async (years) => {
    const token = await stack.token('admin@demo.test');
    await stack.restart({ HIPAA_AUDIT_LOG_RETENTION_YEARS: years });
    const response = await stack.api('GET', '/hipaa/audit-logs', { token });
    expect([response.status, problemCode(response)]).toEqual([503, 'service-unavailable']);
    expect(stack.logText()).toContain('"settings":["HIPAA_AUDIT_LOG_RETENTION_YEARS"]');
  });
});
