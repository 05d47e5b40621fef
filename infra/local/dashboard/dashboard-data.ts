import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { functionDefinitions } from '../../../shared/api/functions';
import { DynamoDbBaaRegistry } from '../../../shared/adapters/aws/dynamodb-baa-registry';
import { DynamoDbRollupReader } from '../../../shared/adapters/aws/dynamodb-rollup-reader';
import { dayAfter } from '../../../shared/domain/baa-expiry';
import {
  type Outcomes,
  type ReportFigures,
  reportFigures,
  sumOfRollups,
} from '../../../shared/domain/compliance-report';
import type { InvocationOutcome } from '../lambda/invocation-outcome';
import { LOCAL_REGION, physicalTableName } from '../local-resources';
import { coveredEntities } from '../seed/covered-entities';

export const DASHBOARD_DAYS = 14;

/** Covered entities whose rollups are read; the demo has two. */
const MOST_ENTITIES = 50;

/** A custom widget as its function answered; without `html` where it did not. */
interface ShownWidget {
  readonly title: string;
  readonly html: string | undefined;
}

export interface DashboardData {
  readonly generated_at: string;
  readonly entities: number;
  /** Every day of the span, the oldest first. */
  readonly days: readonly { readonly day: string; readonly outcomes: Outcomes }[];
  readonly figures: ReportFigures;
  readonly widgets: readonly ShownWidget[];
}

export interface DashboardSources {
  /** The DynamoDB engine itself, past the fault proxy: faults are for functions. */
  readonly dynamoDbUrl: string;
  readonly invoke: (functionId: string, payload: string) => Promise<InvocationOutcome>;
  readonly now: () => Date;
}

const NONE: Outcomes = { success: 0, denied: 0, failure: 0 };

const connect = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** The demo's entities, and whichever has an agreement. */
const entitiesOf = async (client: DynamoDBClient): Promise<readonly string[]> => {
  const registry = new DynamoDbBaaRegistry(client, physicalTableName('baa'));
  const { agreements } = await registry.expiring({ first: '0000-01-01', last: '9999-12-31' });
  const known = [...Object.values(coveredEntities), ...agreements.map((baa) => baa.covered_entity_id)];
  return [...new Set(known)].slice(0, MOST_ENTITIES);
};

const readRollups = async (client: DynamoDBClient, now: Date) => {
  const reader = new DynamoDbRollupReader(client, {
    rollups: physicalTableName('rollups'),
    sequence: physicalTableName('sequence'),
  });
  const entities = await entitiesOf(client);
  const [from, to] = [dayAfter(now, 1 - DASHBOARD_DAYS), dayAfter(now, 0)];
  const rollups = (await Promise.all(entities.map((entity) => reader.days(entity, from, to)))).flat();
  const days = Array.from({ length: DASHBOARD_DAYS }, (_, index) => dayAfter(now, index + 1 - DASHBOARD_DAYS));
  return {
    entities: entities.length,
    figures: reportFigures(sumOfRollups(rollups)),
    days: days.map((day) => {
      const own = rollups.filter((rollup) => rollup.day === day);
      return { day, outcomes: own.length === 0 ? NONE : reportFigures(sumOfRollups(own)).accesses.by_outcome };
    }),
  };
};

const CALL = JSON.stringify({ widgetContext: { dashboardName: 'local', params: {} } });

/** What CloudWatch would do: it invokes the function, and shows the text that comes back. */
const show = async ({ invoke }: DashboardSources, id: string, title: string): Promise<ShownWidget> => {
  const outcome = await invoke(id, CALL);
  if (outcome.kind !== 'answered') return { title, html: undefined };
  const html: unknown = JSON.parse(outcome.payload);
  return { title, html: typeof html === 'string' ? html : undefined };
};

/** Reads what the dashboard shows: sums of the audit log, and what the deployed widgets' functions answer. */
export const readDashboard = async (sources: DashboardSources): Promise<DashboardData> => {
  const now = sources.now();
  const client = connect(sources.dynamoDbUrl);
  try {
    const widgets = functionDefinitions.flatMap((each) => (each.kind === 'widget' ? [each] : []));
    const [rollups, ...shown] = await Promise.all([
      readRollups(client, now),
      ...widgets.map(({ id, title }) => show(sources, id, title)),
    ]);
    return { generated_at: now.toISOString(), ...rollups, widgets: shown };
  } finally {
    client.destroy();
  }
};
