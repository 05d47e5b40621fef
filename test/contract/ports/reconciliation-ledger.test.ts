import { physicalTableName } from '../../../infra/local/local-resources';
import { DynamoDbReconciliationLedger } from '../../../shared/adapters/aws/dynamodb-reconciliation-ledger';
import { MemoryReconciliationLedger } from '../../../shared/adapters/memory/memory-reconciliation-ledger';
import type { ReconciliationLedger } from '../../../shared/ports/reconciliation-ledger';
import { newTree } from '../../support/audit-events';
import { AwsEngines } from '../../support/aws-engines';

interface Subject {
  readonly ledger: ReconciliationLedger;
  readonly engines?: AwsEngines;
}

const memory = (): Promise<Subject> => Promise.resolve({ ledger: new MemoryReconciliationLedger() });
const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return { ledger: new DynamoDbReconciliationLedger(engines.dynamoDb, physicalTableName('reconciliation')), engines };
};

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('RELIABILITY 9: the ledger of reconciliations %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.engines?.close());

  it('knows nothing of a tree at first', async () => {
    expect(await subject.ledger.load(newTree())).toEqual({ pending: [] });
  });

  it('notes each name once, within its tree', async () => {
    const tree = newTree();
    await subject.ledger.note(tree, ['b', 'a']);
    await subject.ledger.note(tree, ['b']);
    expect(await subject.ledger.load(tree)).toEqual({ pending: ['a', 'b'] });
    expect(await subject.ledger.load(newTree())).toEqual({ pending: [] });
  });

  it('settles what is done, notes what is open, and keeps what was noted meanwhile', async () => {
    const tree = newTree();
    await subject.ledger.note(tree, ['a', 'b']);
    await subject.ledger.settle(tree, { done: ['a', 'never-noted'], pending: ['c'], settled_to: 'b' });
    expect(await subject.ledger.load(tree)).toEqual({ pending: ['b', 'c'], settled_to: 'b' });
    await subject.ledger.settle(tree, { done: ['b', 'c'], pending: [] });
    expect(await subject.ledger.load(tree)).toEqual({ pending: [], settled_to: 'b' });
  });
});

describe('RELIABILITY 1: the ledger of reconciliations in DynamoDB, out of service', () => {
  it('says so', async () => {
    const { ledger, engines } = await aws();
    engines?.fail({ service: 'dynamodb', operation: '*', table: 'reconciliation', error: 'AccessDeniedException' });
    const unavailable = { name: 'DependencyUnavailableError', dependency: 'reconciliation' };
    await expect(ledger.note(newTree(), ['a'])).rejects.toMatchObject(unavailable);
    await expect(ledger.load(newTree())).rejects.toMatchObject(unavailable);
    await engines?.close();
  });
});
