import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { physicalTableName, tableNames } from '../../infra/local/local-resources';
import type { Item } from '../../shared/adapters/aws/audit-item';
import type { TableName } from '../../shared/config/tables';
import { eventsOfRequest } from './audit-log';
import { type LocalStack, startLocalStack } from './local-stack';
import { rawClient, rawItems, textsOf } from './raw-table';
import type { RequestOptions, StackResponse } from './stack-request';
import { syntheticPatient } from './synthetic-patient';

const USERS = {
  admin: 'admin@demo.test',
  clinician: 'clinician@demo.test',
  clinician2: 'clinician2@demo.test',
  developer: 'developer@demo.test',
  auditor: 'auditor@demo.test',
  otherAdmin: 'admin@other.test',
  otherClinician: 'clinician@other.test',
} as const;

export type Who = keyof typeof USERS;

/** A member of an answer's body, as text. */
export const member = ({ json }: { readonly json: unknown }, name: string): string =>
  String(Reflect.get(Object(json) as object, name));

const signIn = async (stack: LocalStack): Promise<Readonly<Record<Who, string>>> => {
  const signedIn = Object.entries(USERS).map(async ([who, email]) => [who, await stack.token(email)] as const);
  return Object.fromEntries(await Promise.all(signedIn)) as Readonly<Record<Who, string>>;
};

/** A local stack with its demo users signed in, and its tables open behind the API. */
export class DemoClinic {
  private constructor(
    readonly stack: LocalStack,
    private tokens: Readonly<Record<Who, string>>,
    public database: DynamoDBClient,
  ) {}

  static async open(starting: Promise<LocalStack> = startLocalStack()): Promise<DemoClinic> {
    const stack = await starting;
    return new DemoClinic(stack, await signIn(stack), rawClient(stack));
  }

  /** After a restart of the stack: its engines have new addresses, and its users are signed in anew. */
  async reopen(): Promise<void> {
    this.database.destroy();
    this.database = rawClient(this.stack);
    await this.signInAgain();
  }

  /** Changes a patient's status behind the API, so that the record does not open. */
  async tamper(id: string): Promise<void> {
    await this.database.send(
      new UpdateItemCommand({
        TableName: physicalTableName('patients'),
        Key: { covered_entity_id: { S: this.stack.ready.covered_entities.a }, id: { S: id } },
        UpdateExpression: 'SET #status = :other',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':other': { S: 'inactive' } },
      }),
    );
  }

  /** Fresh tokens, after a move of the clock. */
  async signInAgain(): Promise<void> {
    this.tokens = await signIn(this.stack);
  }

  async close(): Promise<void> {
    this.database.destroy();
    await this.stack.stop();
  }

  call(who: Who, method: string, path: string, options: RequestOptions = {}): Promise<StackResponse> {
    return this.stack.api(method, path, { token: this.tokens[who], ...options });
  }

  /** The id of a new patient whom the user put on file. */
  async patient(who: Who = 'clinician', json: object = syntheticPatient()): Promise<string> {
    return member(await this.call(who, 'POST', '/patients', { json }), 'id');
  }

  /** The audit events of a request. */
  eventsOf(response: { readonly headers: Headers }) {
    return eventsOfRequest(this.stack, this.tokens.auditor, response.headers.get('x-request-id'));
  }

  async userId(who: Who): Promise<string> {
    return member(await this.call(who, 'GET', '/session'), 'user_id');
  }

  /** Every item of a table, behind the API. */
  itemsOf(name: TableName): Promise<readonly Item[]> {
    return rawItems(this.stack, name);
  }

  /** All that is stored or logged, as text: items, their binaries, log lines. */
  async everythingStored(): Promise<string> {
    const texts: string[] = [this.stack.logText()];
    for (const name of tableNames) {
      texts.push(...textsOf(await this.itemsOf(name)));
    }
    return texts.join('\n');
  }
}
