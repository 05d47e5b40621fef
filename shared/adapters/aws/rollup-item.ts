import { createHash } from 'node:crypto';
import type { AttributeValue, Update } from '@aws-sdk/client-dynamodb';
import type { SequenceEntry } from '../../domain/audit-sequence';
import { type DailyRollup, ROLLUP_PARTS, type RollupPart } from '../../domain/daily-rollup';
import { counterNames, dailyRollup, patientOf, type RollupDelta, userOf } from '../../domain/rollup-fold';
import type { Item } from './audit-item';

/**
 * A day of a tree is one item of counters, `<day>`, and up to 16 of each `<day>#patients#<digit>`, a set of 16-byte ids,
 * and `<day>#users#<digit>`, a counter per user. At 400 KB an item that is room for more than 300,000 patients and
 * 60,000 users a day. The digit is of a hash: callers choose ids of patients, and could fill one item with them. Beyond
 * that, `<day>#incomplete` says which parts had no room.
 */
const USER_PREFIX = 'user:';
const DAY_LENGTH = 'YYYY-MM-DD'.length;

const bytesOf = (uuid: string): Uint8Array => Buffer.from(uuid.replaceAll('-', ''), 'hex');

const uuidOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const digitOf = (id: string): string => createHash('sha256').update(id).digest('hex').charAt(0);

const patientsKey = (day: string, patientId: string): string => `${day}#patients#${digitOf(patientId)}`;
const usersKey = (day: string, userId: string): string => `${day}#users#${digitOf(userId)}`;

const incompleteKey = (day: string): string => `${day}#incomplete`;

/** The rollup items that an entry changes. */
export const rollupKeys = (entry: SequenceEntry): readonly string[] => {
  const [day, user, patient] = [entry.day, userOf(entry), patientOf(entry)];
  return [
    day,
    ...(user === undefined ? [] : [usersKey(day, user)]),
    ...(patient === undefined ? [] : [patientsKey(day, patient)]),
  ];
};

/** The attributes that an entry changes in its day's item. */
export const rollupCounters = (entry: SequenceEntry): readonly string[] =>
  counterNames(entry).map((name) => `${entry.day}/${name}`);

type Addition = readonly [name: string, value: AttributeValue];

const counter = ([name, count]: readonly [string, number]): Addition => [name, { N: String(count) }];

const grouped = <T>(values: Iterable<T>, keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
};

/** Adds to attributes; names stand in placeholders, since they hold colons. */
const addition = (additions: readonly Addition[], position?: number) => ({
  UpdateExpression:
    `ADD ${additions.map((_, index) => `#n${index} :n${index}`).join(', ')}` +
    (position === undefined ? '' : ' SET #position = :position'),
  ExpressionAttributeNames: {
    ...Object.fromEntries(additions.map(([name], index) => [`#n${index}`, name])),
    ...(position === undefined ? {} : { '#position': 'position' }),
  },
  ExpressionAttributeValues: {
    ...Object.fromEntries(additions.map(([, value], index) => [`:n${index}`, value])),
    ...(position === undefined ? {} : { ':position': { N: String(position) } }),
  },
});

/** An update of one item of a day. */
export interface RollupUpdate {
  readonly day: string;
  readonly sk: string;
  readonly part: RollupPart;
  readonly update: Update;
}

/** The updates that fold a day's delta in. @param position of the newest entry in the sequence. */
export const rollupUpdates = (
  tableName: string,
  tree: string,
  { day, counters, users, patients }: RollupDelta,
  position: number,
): readonly RollupUpdate[] => {
  const update = (part: RollupPart, sk: string, expression: ReturnType<typeof addition>): RollupUpdate => ({
    day,
    sk,
    part,
    update: { TableName: tableName, Key: { tree: { S: tree }, sk: { S: sk } }, ...expression },
  });
  const named = [...users].map(([id, count]) => [`${USER_PREFIX}${id}`, count, usersKey(day, id)] as const);
  return [
    update('counters', day, addition([...counters].map(counter), position)),
    ...[...grouped(named, ([, , key]) => key)].map(([sk, own]) =>
      update('users', sk, addition(own.map(([name, count]) => counter([name, count])))),
    ),
    ...[...grouped(patients, (id) => patientsKey(day, id))].map(([sk, own]) =>
      update('patients', sk, addition([['patients', { BS: own.map(bytesOf) }]])),
    ),
  ];
};

/** The updates that say of days that parts of them are incomplete, in place of what was left out. */
export const incompleteUpdates = (
  tableName: string,
  tree: string,
  leftOut: readonly Pick<RollupUpdate, 'day' | 'part'>[],
): readonly Update[] =>
  [...grouped(leftOut, ({ day }) => day)].map(([day, own]) => {
    const parts = [...new Set(own.map(({ part }) => part))];
    return {
      TableName: tableName,
      Key: { tree: { S: tree }, sk: { S: incompleteKey(day) } },
      UpdateExpression: `SET ${parts.map((_, index) => `#n${index} = :true`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(parts.map((part, index) => [`#n${index}`, part])),
      ExpressionAttributeValues: { ':true': { BOOL: true } },
    };
  });

const numbersOf = (items: readonly Item[], prefix: string): ReadonlyMap<string, number> =>
  new Map(
    items.flatMap((item) =>
      Object.entries(item)
        .filter(([name, { N }]) => name.startsWith(prefix) && N !== undefined)
        .map(([name, { N }]) => [name.slice(prefix.length), Number(N)] as const),
    ),
  );

/** The rollups of some items, oldest day first. */
export const rollupsOf = (tree: string, items: readonly Item[]): readonly DailyRollup[] =>
  [...grouped(items, ({ sk }) => sk?.S?.slice(0, DAY_LENGTH) ?? '')]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, own]) => {
      const sums = own.filter(({ sk }) => sk?.S === day);
      const marker = own.find(({ sk }) => sk?.S === incompleteKey(day));
      const shards = (kind: string) => own.filter(({ sk }) => sk?.S?.startsWith(`${day}#${kind}#`) === true);
      return dailyRollup(
        tree,
        {
          day,
          counters: numbersOf(sums, ''),
          users: numbersOf(shards('users'), USER_PREFIX),
          patients: new Set(shards('patients').flatMap(({ patients }) => (patients?.BS ?? []).map(uuidOf))),
        },
        Number(sums[0]?.position?.N ?? 0),
        ROLLUP_PARTS.filter((part) => marker?.[part]?.BOOL === true),
      );
    });
