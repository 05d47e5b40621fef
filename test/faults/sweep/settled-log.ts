import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { physicalTableName } from '../../../infra/local/local-resources';
import { fromAuditItem } from '../../../shared/adapters/aws/audit-item';
import { DynamoDbRollupReader } from '../../../shared/adapters/aws/dynamodb-rollup-reader';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { LocalStack } from '../../support/local-stack';
import { rawItems } from '../../support/raw-table';
import { recount } from '../../support/recount';
import { sums } from '../../support/sequences';
import { plantedIn } from '../../support/synthetic-patient';
import { positionsOf } from '../crash/sequence-checks';
import { canonical } from './canonical';
import { LATER_MS } from './worker-work';

const TABLES = { sequence: physicalTableName('sequence'), rollups: physicalTableName('rollups') };
const FIRST_DAY = '2020-01-01';
const LAST_DAY = '2099-12-31';
/** The catch-up leaves to the stream what is younger than 15 minutes; workers may have run later than now. */
const SETTLED_MS = LATER_MS + 60 * 60_000;

/** What the log has of each tree. */
const eventsByTree = async (stack: LocalStack): Promise<ReadonlyMap<string, readonly AuditEvent[]>> => {
  const events = (await rawItems(stack, 'audit')).flatMap((item) => fromAuditItem(item) ?? []);
  const trees = new Set(events.map(({ covered_entity_id }) => covered_entity_id));
  return new Map([...trees].map((tree) => [tree, events.filter((each) => each.covered_entity_id === tree)]));
};

type Sums = ReturnType<typeof recount>;

/** The figures of each day that differ, by name. */
const differences = (tree: string, found: Sums, counted: Sums): readonly string[] => {
  const days = [...new Set([...found, ...counted].map(({ day }) => day))];
  return days.flatMap((day) => {
    const [one, other] = [found, counted].map((list) => list.find((each) => each.day === day));
    const names = Object.keys({ ...one, ...other }).filter(
      (name) =>
        canonical(Reflect.get(Object(one) as object, name)) !== canonical(Reflect.get(Object(other) as object, name)),
    );
    return names.map((name) => `${tree}, ${day}: the rollup's ${name} differs from a recount`);
  });
};

/**
 * Where the sequence and the rollups of a stack do not say what lies in its audit table, counted by hand: one position for
 * each event, without gaps.
 */
export const wrongSequence = async (stack: LocalStack, database: DynamoDBClient): Promise<readonly string[]> => {
  const reader = new DynamoDbRollupReader(database, TABLES);
  const sequence = (await rawItems(stack, 'sequence')).map((item) => unmarshall(item));
  const wrong: string[] = [];
  for (const [tree, events] of await eventsByTree(stack)) {
    const [{ size }, days] = await Promise.all([reader.head(tree), reader.days(tree, FIRST_DAY, LAST_DAY)]);
    if (size !== events.length) wrong.push(`${tree}: ${size} positions for ${events.length} events`);
    wrong.push(...positionsOf({ rows: { sequence }, events }, tree));
    wrong.push(...differences(tree, sums(days), recount(tree, events)));
  }
  return wrong;
};

/**
 * Brings what the second audit sink kept into the log and all of it into the sequence, as the schedules do, and compares
 * with a recount; looks for PHI in the log lines.
 */
export const wrongLog = async (stack: LocalStack, database: DynamoDBClient): Promise<readonly string[]> => {
  await stack.clock.set(SETTLED_MS);
  const runs = [await stack.runScheduled('ReconcileAudit'), await stack.runScheduled('CatchUpSequence')];
  await stack.clock.set(0);
  return [
    ...runs.filter((outcome) => outcome !== 'succeeded').map((outcome) => `a schedule ${outcome}`),
    ...(await wrongSequence(stack, database)),
    ...plantedIn(stack.logText()).map((text) => `${text} in a log line`),
  ];
};
