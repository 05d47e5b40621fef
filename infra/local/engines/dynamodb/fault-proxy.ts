import { AwsError } from '../http/aws-error';
import { awsJsonError } from '../http/aws-json-protocol';
import type { CallCounter } from '../http/call-counter';
import type { HttpAnswer, HttpExchange, HttpOutcome } from '../http/http-outcome';
import type { Fault } from '../faults/fault';
import type { FaultRegistry } from '../faults/fault-registry';
import { playFault } from '../faults/play-fault';
import { appendOnlyPolicy, appendOnlyRefusal } from './append-only-policy';
import { answerHalfOfBatch } from './half-batch';
import type { Forwarder } from './forward-request';
import { touchedTables, type TouchedTable } from './touched-tables';

export interface FaultProxyOptions {
  readonly forwarder: Forwarder;
  readonly faults: FaultRegistry;
  readonly logicalTableName: (physicalTableName: string) => string;
  readonly appendOnlyTables: ReadonlySet<string>;
  readonly calls: CallCounter;
}

const NAMESPACE = 'com.amazonaws.dynamodb.v20120810';

/** Plays faults, refuses what an append-only table does not allow, and forwards the rest verbatim. */
export async function answerThroughFaultProxy(
  options: FaultProxyOptions,
  exchange: HttpExchange,
): Promise<HttpOutcome> {
  const operation = operationOf(exchange);
  const body = parsed(exchange.body);
  const tables = touchedTables(operation, body);
  const logical = tables.map(({ physicalName }) => options.logicalTableName(physicalName));
  options.calls.count(operation);
  const fault = options.faults.take({ service: 'dynamodb', operation, tables: logical });
  const work = async (): Promise<HttpOutcome> => {
    const refusal = appendOnlyRefusal(tables, options.logicalTableName, options.appendOnlyTables);
    if (refusal !== undefined) return awsJsonError(NAMESPACE, refusal, exchange.requestId);
    if (fault?.error === 'unprocessed') return answerHalfOfBatch(options.forwarder, exchange);
    return resourcePolicyAnswer(options, operation, tables, body) ?? options.forwarder.forward(exchange);
  };
  return playFault(fault, work, (name) => {
    const members = name === 'TransactionCanceledException' ? cancellation(logical, fault) : {};
    const error = new AwsError(name, 'A fault of the local stack.', undefined, members);
    return awsJsonError(NAMESPACE, error, exchange.requestId);
  });
}

/** A cancellation: the entries on the fault's table (or all) report its reason, contention unless it says another. */
function cancellation(logical: readonly string[], fault: Fault | undefined): { readonly CancellationReasons: object } {
  const { table, reason = 'TransactionConflict' } = fault ?? {};
  const reasons = logical.map((name) =>
    table === undefined || name === table ? { Code: reason, Message: 'A fault of the local stack.' } : { Code: 'None' },
  );
  return { CancellationReasons: reasons };
}

/** The policy that this proxy enforces, so that a probe can read it back. Other tables go to the upstream. */
function resourcePolicyAnswer(
  options: FaultProxyOptions,
  operation: string,
  [table]: readonly TouchedTable[],
  body: unknown,
): HttpAnswer | undefined {
  if (operation !== 'GetResourcePolicy' || table === undefined) return undefined;
  if (!options.appendOnlyTables.has(options.logicalTableName(table.physicalName))) return undefined;
  const arn = typeof body === 'object' && body !== null && 'ResourceArn' in body ? String(body.ResourceArn) : '';
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ Policy: appendOnlyPolicy(arn), RevisionId: '1' }),
  };
}

/** `DynamoDB_20120810.PutItem` → `PutItem`; streams come as `DynamoDBStreams_20120810.GetRecords`. */
function operationOf(exchange: HttpExchange): string {
  const target = exchange.headers['x-amz-target'];
  return typeof target === 'string' ? (target.split('.')[1] ?? '') : '';
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
