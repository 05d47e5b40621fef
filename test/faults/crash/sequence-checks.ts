import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { physicalTableName } from '../../../infra/local/local-resources';
import { DynamoDbRollupReader } from '../../../shared/adapters/aws/dynamodb-rollup-reader';
import type { LocalStack } from '../../support/local-stack';
import { rawClient } from '../../support/raw-table';
import { recount } from '../../support/recount';
import { sums } from '../../support/sequences';
import type { Violations } from './event-checks';
import { type Snapshot, takeSnapshot, textOf } from './snapshot';

const LONGEST_MS = 20_000;
const POLL_MS = 300;

/** As jest compares: what is undefined is absent. */
const equal = (left: unknown, right: unknown): boolean => {
  try {
    expect(left).toEqual(right);
    return true;
  } catch {
    return false;
  }
};

const treesOf = ({ events }: Snapshot): readonly string[] => [
  ...new Set(events.map(({ covered_entity_id }) => covered_entity_id)),
];

export const positionsOf = (
  { rows, events }: Pick<Snapshot, 'events'> & { readonly rows: Pick<Snapshot['rows'], 'sequence'> },
  tree: string,
): Violations => {
  const own = rows.sequence.filter((row) => textOf(row, 'tree') === tree);
  const positions = own.filter((row) => textOf(row, 'sk').startsWith('event#'));
  const numbers = positions.map(({ position }) => Number(position)).sort((a, b) => a - b);
  const ids = new Set(positions.map((row) => textOf(row, 'sk').slice('event#'.length)));
  const missing = events.filter(({ covered_entity_id, id }) => covered_entity_id === tree && !ids.has(id));
  const segments = own
    .filter((row) => textOf(row, 'sk').startsWith('segment#'))
    .flatMap(({ ids: named }) => (Array.isArray(named) ? named.map(String) : []));
  const size = Number(own.find((row) => textOf(row, 'sk') === 'head')?.size ?? 0);
  return [
    ...missing.map(({ id }) => `the event ${id} has no position`),
    ...(numbers.every((position, index) => position === index) ? [] : [`positions of ${tree} have gaps or doubles`]),
    ...(size === numbers.length ? [] : [`the head of ${tree} says ${size} of ${numbers.length} positions`]),
    ...(isDeepStrictEqual([...segments].sort(), [...ids].sort()) ? [] : [`the segments of ${tree} name other events`]),
  ];
};

const violationsNow = async (stack: LocalStack, reader: DynamoDbRollupReader): Promise<Violations> => {
  const snapshot = await takeSnapshot(stack);
  const violations: string[] = [];
  for (const tree of treesOf(snapshot)) {
    const events = snapshot.events.filter(({ covered_entity_id }) => covered_entity_id === tree);
    const rollups = sums(await reader.days(tree, '2020-01-01', '2099-12-31'));
    if (!equal(rollups, recount(tree, events))) violations.push(`the rollups of ${tree} are not its recount`);
    violations.push(...positionsOf(snapshot, tree));
  }
  return violations;
};

/** Once the background has caught up: each event has one position, without gaps, and the rollups equal a recount. */
export const sequenced = async (stack: LocalStack): Promise<Violations> => {
  const client = rawClient(stack);
  const tables = { sequence: physicalTableName('sequence'), rollups: physicalTableName('rollups') };
  const reader = new DynamoDbRollupReader(client, tables);
  const until = performance.now() + LONGEST_MS;
  try {
    for (;;) {
      const violations = await violationsNow(stack, reader);
      if (violations.length === 0 || performance.now() > until) return violations;
      await sleep(POLL_MS);
    }
  } finally {
    client.destroy();
  }
};
