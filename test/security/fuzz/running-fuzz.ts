import { member } from '../../support/demo-clinic';
import { type LocalStack, startLocalStack } from '../../support/local-stack';
import { type SeededSuite, seededSuite } from '../../support/seeded-suite';
import { syntheticPatient } from '../../support/synthetic-patient';
import { baaTerms } from '../../support/stored-baa';
import { checkAnswer } from './check/answer-check';
import { type Exchange, FuzzClient } from './client/fuzz-client';
import { operationOf } from './document/openapi-document';
import type { Caller, FuzzRequest } from './generate/requests';

/** What an exchange leaves for the checks at the end. */
export interface Sent {
  readonly requestId: string;
  readonly operationId: string;
  readonly caller: Caller;
  readonly status: number;
  readonly code: string | undefined;
  readonly target: string;
  readonly isBatch: boolean;
}

/** The one stack of this folder's cases, with what was sent to it. */
export class RunningFuzz {
  readonly #sent: Sent[] = [];

  private constructor(
    readonly suite: SeededSuite,
    readonly stack: LocalStack,
    readonly client: FuzzClient,
  ) {}

  static async start(): Promise<RunningFuzz> {
    const suite = seededSuite('fuzz');
    // Jobs run in the whole suite alone: a sample has no time to wait for them.
    const stack = await startLocalStack({ background: suite.whole });
    const running = new RunningFuzz(suite, stack, new FuzzClient(stack));
    await running.#putOnFile();
    return running;
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.stack.stop();
  }

  get sent(): readonly Sent[] {
    return this.#sent;
  }

  /** Sends requests at once and checks each answer. */
  async check(requests: readonly FuzzRequest[]): Promise<void> {
    const exchanges = await Promise.all(requests.map((request) => this.client.send(request)));
    for (const exchange of exchanges) this.#note(exchange);
    for (const exchange of exchanges) checkAnswer(exchange);
  }

  /** Requests and statuses for each operation. */
  table(): readonly Readonly<Record<string, string | number>>[] {
    const operations = [...new Set(this.#sent.map(({ operationId }) => operationId))].sort();
    return operations.map((operation) => {
      const statuses = this.#sent.filter(({ operationId }) => operationId === operation).map(({ status }) => status);
      const counts = new Map<number, number>();
      for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
      const sorted = [...counts].sort(([left], [right]) => left - right);
      return {
        operation,
        requests: statuses.length,
        statuses: sorted.map(([status, n]) => `${status}:${n}`).join(' '),
      };
    });
  }

  #note({ request, sent, answer }: Exchange): void {
    this.#sent.push({
      requestId: answer.headers.get('x-request-id') ?? '',
      operationId: request.operation.operationId,
      caller: request.caller,
      status: answer.status,
      code: /"code":"([a-z-]+)"/.exec(answer.text)?.[1],
      target: sent.target,
      isBatch: typeof sent.json === 'object' && sent.json !== null && 'items' in sent.json,
    });
  }

  /** One of each thing, so that the first requests already have something to be about. */
  async #putOnFile(): Promise<void> {
    const { things } = this.client;
    const call = async (
      caller: Caller,
      operationId: string,
      value?: unknown,
      path = {},
      headers: FuzzRequest['headers'] = [],
    ) => {
      const operation = operationOf(operationId);
      const body = value === undefined ? ({ kind: 'none' } as const) : ({ kind: 'json', value } as const);
      const contentType = value === undefined ? undefined : 'application/json';
      const request = { operation, caller, path, query: [], headers, contentType, body };
      const exchange = await this.client.send(request);
      if (exchange.answer.status >= 300) throw new Error(`${operationId}: ${exchange.answer.text}`);
      return { json: exchange.answer.text === '' ? undefined : (JSON.parse(exchange.answer.text) as unknown) };
    };
    const seeded = await this.stack.api('GET', '/hipaa/baa', { token: await this.stack.token('admin@demo.test') });
    const [agreement] = Reflect.get(Object(seeded.json) as object, 'items') as readonly { readonly id: string }[];
    things.spare(agreement?.id);
    for (const caller of ['admin', 'clinician', 'clinician2', 'developer', 'auditor'] as const)
      await call(caller, 'getSession');
    await call('admin', 'createBaa', baaTerms());
    await call('developer', 'encryptValue', { value: 'example', context: { note: 'a' } });
    await call('developer', 'encryptValue', { items: [{ value: 'one' }, { value: 'two', category: 'billing' }] });
    for (const caller of ['admin', 'clinician', 'clinician'] as const) {
      const id = member(await call(caller, 'createPatient', syntheticPatient()), 'id');
      await call(caller, 'getPatient', undefined, { id }, [['X-Purpose-Of-Use', 'treatment']]);
      const reading = {
        data_type: 'heart_rate',
        value: 61,
        unit: '/min',
        timestamp: '2026-03-04T05:06:07Z',
        device_id: 'dev-1',
      };
      await call(caller, 'createBiometric', reading, { id });
    }
    const patient_id = things.find('id:/patients', 0);
    await call(
      'clinician',
      'requestEmergencyAccess',
      { reason: 'disaster', justification: 'Example.' },
      { patient_id },
    );
    const grant_id = things.find('grant_id', 0);
    const review = await call('admin', 'reviewEmergencyAccess', { verdict: 'unjustified' }, { grant_id });
    await call('admin', 'liftEmergencySuspension', undefined, { user_id: member(review, 'user_id') });
    await call(
      'clinician2',
      'requestEmergencyAccess',
      { reason: 'disaster', justification: 'Example.' },
      { patient_id },
    );
    await call('admin', 'reencryptKeys');
    await call('admin', 'listKeys');
  }
}

let running: RunningFuzz | undefined;

/** Starts the one stack that the cases of this folder fuzz. */
export const startFuzz = async (): Promise<void> => {
  running = await RunningFuzz.start();
};

export const fuzz = (): RunningFuzz => {
  if (running === undefined) throw new Error('The stack of the fuzz does not run.');
  return running;
};
