import * as z from 'zod';
import type { HttpAnswer, HttpExchange } from '../http/http-outcome';
import type { Forwarder } from './forward-request';

const KeysOfTable = z.looseObject({ Keys: z.array(z.unknown()) });
const Batch = z.looseObject({ RequestItems: z.record(z.string(), z.union([KeysOfTable, z.array(z.unknown())])) });
const Answer = z.looseObject({});

type TableBatch = z.output<typeof Batch>['RequestItems'][string];

const partOf = (batch: TableBatch, from: (length: number) => readonly [number, number]): TableBatch => {
  if (Array.isArray(batch)) return batch.slice(...from(batch.length));
  return { ...batch, Keys: batch.Keys.slice(...from(batch.Keys.length)) };
};
const sizeOf = (batch: TableBatch): number => (Array.isArray(batch) ? batch : batch.Keys).length;

/** Rounded up for the first half: of one item it is done, as DynamoDB does at least one. */
const middle = (length: number): number => Math.ceil(length / 2);

const parts = (
  items: z.output<typeof Batch>['RequestItems'],
  from: (length: number) => readonly [number, number],
): Readonly<Record<string, TableBatch>> =>
  Object.fromEntries(
    Object.entries(items)
      .map(([table, batch]) => [table, partOf(batch, from)] as const)
      .filter(([, batch]) => sizeOf(batch) > 0),
  );

/** Does the first half of a batch of each table, and gives the rest back as DynamoDB does when it has no more throughput. */
export async function answerHalfOfBatch(forwarder: Forwarder, exchange: HttpExchange): Promise<HttpAnswer | 'reset'> {
  const batch = Batch.safeParse(JSON.parse(exchange.body.toString('utf8'))).data;
  if (batch === undefined) return forwarder.forward(exchange);
  const RequestItems = parts(batch.RequestItems, (length) => [0, middle(length)]);
  const rest = parts(batch.RequestItems, (length) => [middle(length), length]);
  const body = Buffer.from(JSON.stringify({ ...batch, RequestItems }));
  const done = await forwarder.forward({ ...exchange, body });
  if (done === 'reset' || done.status !== 200) return done;
  const answer = Answer.parse(JSON.parse(done.body.toString()));
  const isRead = Object.values(batch.RequestItems).some((each) => !Array.isArray(each));
  // The checksum was that of the whole answer.
  const headers = Object.fromEntries(Object.entries(done.headers).filter(([name]) => !UNFIT_HEADERS.has(name)));
  return {
    ...done,
    headers,
    body: JSON.stringify({ ...answer, [isRead ? 'UnprocessedKeys' : 'UnprocessedItems']: rest }),
  };
}

const UNFIT_HEADERS = new Set(['x-amz-crc32', 'content-length']);
