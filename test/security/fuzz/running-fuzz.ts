import { type LocalStack, startLocalStack } from '../../support/local-stack';
import { seededSuite } from '../../support/seeded-suite';
import { checkAnswer } from './check/answer-check';
import { type Exchange, FuzzClient } from './client/fuzz-client';
import { putOnFile, spareSeededAgreement } from './things-on-file';
import type { Caller, FuzzRequest } from './generate/requests';

/** What of the fuzz runs, and by which seed. */
export const suite = seededSuite('fuzz');

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
    readonly stack: LocalStack,
    /** At home in entity A. */
    readonly client: FuzzClient,
    /** At home in entity B, whose agreements the fuzz may end. */
    readonly otherClient: FuzzClient,
  ) {}

  static async start(): Promise<RunningFuzz> {
    // Jobs run in the whole suite alone: a sample has no time to wait for them.
    const stack = await startLocalStack({ background: suite.whole });
    const clients = [new FuzzClient(stack, 'a'), new FuzzClient(stack, 'b')] as const;
    await spareSeededAgreement(clients[0]);
    for (const client of clients) await putOnFile(client);
    return new RunningFuzz(stack, ...clients);
  }

  async stop(): Promise<void> {
    this.client.close();
    this.otherClient.close();
    await this.stack.stop();
  }

  get sent(): readonly Sent[] {
    return this.#sent;
  }

  /** Sends requests at once and checks each answer. */
  async check(requests: readonly FuzzRequest[], client = this.client): Promise<readonly Exchange[]> {
    const exchanges = await Promise.all(requests.map((request) => client.send(request)));
    for (const exchange of exchanges) this.#note(exchange);
    for (const exchange of exchanges) checkAnswer(exchange);
    return exchanges;
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
