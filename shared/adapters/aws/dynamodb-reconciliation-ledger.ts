import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Reconciliation, ReconciliationLedger, ReconciliationStep } from '../../ports/reconciliation-ledger';
import { untilDeadline } from './deadline';
import { available } from './unavailable';

type Value = { readonly S: string } | { readonly SS: string[] };

/** Reconciliations in DynamoDB, an item per tree: a set of names, which others may add to at any time. */
export class DynamoDbReconciliationLedger implements ReconciliationLedger {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async note(tree: string, names: readonly string[]): Promise<void> {
    if (names.length > 0) await this.#update(tree, 'ADD pending :names', { ':names': { SS: [...names] } });
  }

  load(tree: string): Promise<Reconciliation> {
    return available('reconciliation', async () => {
      const get = new GetItemCommand({ TableName: this.#tableName, Key: { tree: { S: tree } }, ConsistentRead: true });
      const { Item } = await this.#client.send(get, untilDeadline());
      const { pending, settled_to } = Item ?? {};
      return {
        pending: [...(pending?.SS ?? [])].sort(),
        ...(settled_to?.S === undefined ? {} : { settled_to: settled_to.S }),
      };
    });
  }

  /** Notes first: a run that dies in between leaves too much noted, never too little. */
  async settle(tree: string, { settled_to, done, pending }: ReconciliationStep): Promise<void> {
    await this.note(tree, pending);
    const update = [
      ...(settled_to === undefined ? [] : ['SET settled_to = :settled']),
      ...(done.length === 0 ? [] : ['DELETE pending :done']),
    ];
    const values: Record<string, Value> = {};
    if (settled_to !== undefined) values[':settled'] = { S: settled_to };
    if (done.length > 0) values[':done'] = { SS: [...done] };
    if (update.length > 0) await this.#update(tree, update.join(' '), values);
  }

  async #update(
    tree: string,
    UpdateExpression: string,
    ExpressionAttributeValues: Record<string, Value>,
  ): Promise<void> {
    const update = { TableName: this.#tableName, Key: { tree: { S: tree } } };
    const command = new UpdateItemCommand({ ...update, UpdateExpression, ExpressionAttributeValues });
    await available('reconciliation', () => this.#client.send(command, untilDeadline()));
  }
}
