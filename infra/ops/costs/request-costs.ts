import { functionDefinitions } from '../../../shared/api/functions';
import { tables } from '../../../shared/config/tables';
import { listPrices } from './list-prices';
import { type CallCounts, type CountedOperation, warmCalls } from './warm-calls';

/** What nobody counted, said aloud: the table in docs/deploying.md repeats it. */
const assumptions = {
  /** Billed milliseconds of a warm route function. Not measured on AWS. */
  warmMilliseconds: 60,
  /** Write units of an item: 1 KB each. Events have about that size; so do a patient and a reading. */
  writeUnitsPerItem: 1,
  /** Read units of a GetItem or a Query: 4 KB, consistent. */
  readUnitsPerRead: 1,
  /** Records that a search's BatchGetItem reads. */
  recordsPerBatchGet: 1,
  /** Of the access log, the function's line, and Lambda's own lines. */
  logKilobytes: 2.5,
  /** X-Ray's default rule, at a high rate. */
  tracedShare: 0.05,
  /** Bar 6 of docs/bench.md, at most. */
  kmsRequestsPerRequest: 0.0005,
} as const;

/** Actions of the one transaction; the longest form. docs/search-index.md counts those of a patient. */
const transactionItems: Readonly<Partial<Record<CountedOperation, number>>> = { createPatient: 15, createBiometric: 2 };

/** Operations whose event names no patient, and so stands in one index less. */
const WITHOUT_PATIENT = new Set<CountedOperation>(['encryptValue', 'decryptValue', 'listAuditLogs']);

/** A transaction costs twice: to prepare, and to commit. */
const TRANSACTIONAL = 2;

/** Dollars of a million requests. */
export interface RequestCost {
  readonly operation: CountedOperation;
  readonly calls: CallCounts;
  readonly gateway: number;
  readonly webAcl: number;
  readonly lambda: number;
  readonly reads: number;
  readonly writes: number;
  readonly logs: number;
  readonly kms: number;
  readonly total: number;
}

const readUnits = (calls: CallCounts): number => {
  const single = (calls['dynamodb:GetItem'] ?? 0) + (calls['dynamodb:Query'] ?? 0);
  const batched = (calls['dynamodb:BatchGetItem'] ?? 0) * assumptions.recordsPerBatchGet;
  return (single + batched) * assumptions.readUnitsPerRead;
};

/** The event's indexes, which cost like the table; its place in the sequence, one transactional write. */
const writeUnits = (operation: CountedOperation, calls: CallCounts): number => {
  const indexes = Object.keys(tables.audit.indexes).length - (WITHOUT_PATIENT.has(operation) ? 1 : 0);
  const items = transactionItems[operation];
  const stored = items === undefined ? (calls['dynamodb:PutItem'] ?? 0) + indexes : (items + indexes) * TRANSACTIONAL;
  const sequenced = TRANSACTIONAL;
  return (stored + sequenced) * assumptions.writeUnitsPerItem;
};

const memoryGbOf = (operation: CountedOperation): number => {
  const definition = functionDefinitions.find((each) => each.kind === 'route' && each.operationId === operation);
  if (definition === undefined) throw new Error(`There is no route ${operation}.`);
  return definition.memoryMb / 1024;
};

/** What a million warm requests of one kind cost, from counted calls, list prices, and the assumptions. */
export const requestCost = (operation: CountedOperation): RequestCost => {
  const calls: CallCounts = warmCalls[operation];
  const million = 1_000_000;
  const gbSeconds = (memoryGbOf(operation) * assumptions.warmMilliseconds * million) / 1000;
  const gigabytesLogged = (assumptions.logKilobytes * million) / 1_000_000;
  const parts = {
    gateway: listPrices.restApiRequests.usd,
    webAcl: listPrices.wafRequests.usd,
    lambda: listPrices.lambdaRequests.usd + gbSeconds * listPrices.lambdaArmGbSecond.usd,
    reads: readUnits(calls) * listPrices.dynamoDbReads.usd,
    writes: writeUnits(operation, calls) * listPrices.dynamoDbWrites.usd,
    logs: gigabytesLogged * listPrices.logsIngested.usd + assumptions.tracedShare * listPrices.traces.usd,
    kms: assumptions.kmsRequestsPerRequest * listPrices.kmsRequests.usd,
  };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { operation, calls, ...parts, total };
};
