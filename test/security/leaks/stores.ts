import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as z from 'zod';
import { StreamSource } from '../../../infra/local/background/stream-source';
import { physicalTableName, tableNames } from '../../../infra/local/local-resources';
import { tables } from '../../../shared/config/tables';
import type { LocalStack } from '../../support/local-stack';
import { rawItems } from '../../support/raw-table';
import type { LeakSearch } from './leak-search';
import { lookAtItem } from './outputs';

/** Of the stack's home: read through the engine instead, which tells attributes apart. */
const THE_DATABASE = 'dynamodb';

const RECORDS_AT_ONCE = 1_000;

/** Names and bytes of all files below a directory. */
export const lookAtFiles = (search: LeakSearch, directory: string, kind: string, but?: string): void => {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(directory, path);
    if (but !== undefined && name.split('/')[0] === but) continue;
    search.look({ kind: `${kind}, names`, place: name }, name);
    if (entry.isFile()) search.look({ kind, place: name.split('/')[0] }, readFileSync(path));
  }
};

const lookAtTables = async (search: LeakSearch, stack: LocalStack): Promise<void> => {
  for (const table of tableNames) {
    for (const item of await rawItems(stack, table)) lookAtItem(search, table, 'tables', item);
  }
};

/** What the streams of the tables still hold. */
const lookAtStreams = async (search: LeakSearch, stack: LocalStack): Promise<void> => {
  const source = new StreamSource(stack.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  for (const table of tableNames.filter((name) => tables[name].stream)) {
    const arn = await source.streamArn(physicalTableName(table));
    for (const { ShardId = '' } of arn === undefined ? [] : await source.shards(arn)) {
      let after: string | undefined;
      for (;;) {
        const { records } = await source.read(arn ?? '', ShardId, after, RECORDS_AT_ONCE);
        for (const { dynamodb } of records) {
          for (const image of [dynamodb?.Keys, dynamodb?.NewImage, dynamodb?.OldImage]) {
            if (image !== undefined) lookAtItem(search, table, 'streams', image);
          }
        }
        after = records.at(-1)?.dynamodb?.SequenceNumber;
        if (after === undefined) break;
      }
    }
  }
  source.close();
};

const KmsRequests = z.object({ items: z.array(z.object({ operation: z.string(), body: z.string() })) });

/** What KMS was sent: it keeps the newest requests only, so that it is asked from time to time. */
export const lookAtKms = async (search: LeakSearch, stack: LocalStack): Promise<number> => {
  const { items } = KmsRequests.parse((await stack.request('GET', '/__local/kms')).json);
  for (const { operation, body } of items) search.look({ kind: 'requests to KMS', place: operation }, body);
  return items.length;
};

/** The audit log of a tree as the API shows it, page by page. */
const lookAtAuditLog = async (search: LeakSearch, stack: LocalStack, token: string, tree?: string): Promise<number> => {
  let [cursor, events]: [string | undefined, number] = [undefined, 0];
  do {
    const query: Record<string, string> = {
      limit: '100',
      ...(tree === undefined ? {} : { covered_entity_id: tree }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const { text, json } = await stack.api('GET', '/hipaa/audit-logs', { token, query });
    search.look({ kind: 'audit log by the API' }, text);
    const page = z.object({ items: z.array(z.unknown()), next_cursor: z.string().optional() }).parse(json);
    events += page.items.length;
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return events;
};

/** The lines of a log, each by the function or the operation that wrote it. */
export const lookAtLog = (search: LeakSearch, kind: string, file: string): void => {
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    search.look({ kind, place: /"(?:operation|function_name)":"(\w+)"/.exec(line)?.[1] }, line);
  }
};

/** All that a stack keeps, once everything has been sent. @returns how many audit events were seen */
export const lookAtStores = async (search: LeakSearch, stack: LocalStack): Promise<number> => {
  const [auditor, operator] = await Promise.all([stack.token('auditor@demo.test'), stack.token('root@platform.test')]);
  const { b } = stack.ready.covered_entities;
  const events =
    (await lookAtAuditLog(search, stack, auditor)) +
    (await lookAtAuditLog(search, stack, operator, b)) +
    (await lookAtAuditLog(search, stack, operator, 'platform'));
  await lookAtKms(search, stack);
  await lookAtTables(search, stack);
  await lookAtStreams(search, stack);
  lookAtLog(search, 'log and metrics', stack.ready.log);
  lookAtFiles(search, stack.home, 'files of the stack', THE_DATABASE);
  return events;
};
