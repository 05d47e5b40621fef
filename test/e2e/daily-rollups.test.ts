import { DynamoDbRollupReader } from '../../shared/adapters/aws/dynamodb-rollup-reader';
import { physicalTableName } from '../../infra/local/local-resources';
import { readWholeLog } from '../support/audit-log';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { rawClient } from '../support/raw-table';
import { recount } from '../support/recount';
import { sums } from '../support/sequences';

const tables = { sequence: physicalTableName('sequence'), rollups: physicalTableName('rollups') };
const LONGEST_MS = 15_000;

let stack: LocalStack;
let admin: string;

beforeAll(async () => {
  stack = await startLocalStack();
  admin = await stack.token('admin@demo.test');
});
afterAll(() => stack.stop());

const reader = (): DynamoDbRollupReader => new DynamoDbRollupReader(rawClient(stack), tables);

const encrypt = (patient: number) =>
  stack.api('POST', '/hipaa/encrypt', {
    token: admin,
    json: { value: 'example', context: { patient_id: `33cc44dd-55ee-4f66-8a77-88bb99ccaad${patient % 10}` } },
  });

const total = (days: Awaited<ReturnType<DynamoDbRollupReader['days']>>): number =>
  days.reduce((sum, { outcomes }) => sum + outcomes.success + outcomes.denied + outcomes.failure, 0);

/** The log, and the rollups once they hold it and the events of reading it. */
const settledDays = async (tree: string) => {
  const log = await readWholeLog(stack, admin);
  const until = Date.now() + LONGEST_MS;
  for (;;) {
    const [{ size }, days] = await Promise.all([reader().head(tree), reader().days(tree, '2020-01-01', '2099-12-31')]);
    if ((size > log.length && total(days) === size) || Date.now() > until) return { log, days, size };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

describe('164.312(b): what the report is made of equals the audit log', () => {
  it('after calls of several kinds, a kill in their midst, a throttled table, and a restart', async () => {
    const tree = stack.ready.covered_entities.a;
    await Promise.all(Array.from({ length: 30 }, (_, index) => encrypt(index)));
    await stack.api('POST', '/hipaa/encrypt', { token: await stack.token('auditor@demo.test'), json: { value: 'x' } });
    await stack.kill('SIGKILL');
    await stack.restart();
    admin = await stack.token('admin@demo.test');
    await stack.faults.add({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      table: 'sequence',
      error: 'ThrottlingException',
      count: 7,
    });
    await Promise.all(Array.from({ length: 30 }, (_, index) => encrypt(index)));
    const { log, days, size } = await settledDays(tree);
    expect(log.length).toBeGreaterThan(60);
    // Events of reading the log came after it was read; the rollups hold them too.
    expect(size).toBeGreaterThan(log.length);
    expect(total(days)).toBe(size);
    const encrypted = (rollups: readonly { readonly counts: (typeof days)[number]['counts'] }[]) =>
      rollups.map(({ counts }) => counts.operation.encryptValue);
    expect(encrypted(sums(days))).toEqual(encrypted(recount(tree, log)));
    expect(days.map(({ patients }) => patients)).toEqual(recount(tree, log).map(({ patients }) => patients));
    expect(stack.logText()).not.toContain('audit event changed');
  }, 60_000);
});
