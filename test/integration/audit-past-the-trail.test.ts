import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { physicalTableName } from '../../infra/local/local-resources';
import { auditPartition } from '../../shared/adapters/aws/audit-item';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { readWholeLog } from '../support/audit-log';
import { rawClient } from '../support/raw-table';

let stack: LocalStack;

beforeAll(async () => {
  stack = await startLocalStack();
});
afterAll(() => stack.stop());

describe('164.312(b) audit controls: an item that came into the table past the audit trail', () => {
  it('is counted and named as such, and does not make the log unreadable', async () => {
    const token = await stack.token('admin@demo.test');
    const before = await readWholeLog(stack, token);
    const client = rawClient(stack);
    const today = new Date().toISOString().slice(0, 10);
    const item = {
      pk: { S: auditPartition(stack.ready.covered_entities.a, today, 0) },
      id: { S: '7ZZZZZZZZZZZZZZZZZZZZZZZZZ' },
    };
    await client.send(new PutItemCommand({ TableName: physicalTableName('audit'), Item: item }));
    client.destroy();

    const page = await stack.api('GET', '/hipaa/audit-logs', { token, query: { limit: '100' } });
    expect(page.status).toBe(200);
    expect(page.json).toMatchObject({ unreadable_items: 1 });
    expect((await readWholeLog(stack, token)).length).toBeGreaterThan(before.length);
  });
});
