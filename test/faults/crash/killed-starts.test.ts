import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { EVIDENCE_LOCK_DAYS } from '../../../shared/config/evidence';
import { type TableDefinition, tables } from '../../../shared/config/tables';
import {
  EVIDENCE_BUCKET,
  keySeeds,
  physicalTableName,
  secretSeeds,
  tableNames,
} from '../../../infra/local/local-resources';
import { demoUsers } from '../../../infra/local/seed/demo-users';
import { startLocalStack } from '../../support/local-stack';
import { rawClient, rawItems } from '../../support/raw-table';
import { seededSuite } from '../../support/seeded-suite';
import { type Instant, walkThroughStart } from './killed-start';

const suite = seededSuite('crash');
/** More than a first start has. */
const MOST_KILLS = 60;
const LONGEST_MS = 300_000;

const INSTANTS: readonly Instant[] = suite.whole ? ['half a file', 'a file', 'a change of tables'] : ['half a file'];

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'phiducia-crash-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const stateOf = (...path: readonly string[]): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(join(home, ...path), 'utf8')) as Readonly<Record<string, unknown>>;

/** What a first start leaves that nobody killed. */
const expectWholeFiles = (): void => {
  expect(stateOf('kms', 'keys.json').keys).toHaveLength(keySeeds.length);
  expect(stateOf('secrets-manager', 'secrets.json').secrets).toHaveLength(secretSeeds.length);
  expect(stateOf('s3', EVIDENCE_BUCKET, 'bucket.json')).toMatchObject({
    objectLock: true,
    versioning: 'Enabled',
    defaultRetention: { mode: 'COMPLIANCE', days: EVIDENCE_LOCK_DAYS },
  });
  expect(stateOf('cognito', 'user-pool.json').users).toHaveLength(demoUsers.length);
  const strays = readdirSync(home, { recursive: true }).filter((name) => String(name).endsWith('.tmp'));
  expect(strays).toEqual([]);
};

const expectWholeTables = async (): Promise<void> => {
  const stack = await startLocalStack({ home, background: false });
  const client = rawClient(stack);
  try {
    for (const name of tableNames) {
      const { ttlAttribute }: TableDefinition = tables[name];
      const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: physicalTableName(name) }));
      expect([name, ttl.TimeToLiveDescription?.AttributeName]).toEqual([name, ttlAttribute]);
    }
    const agreements = (await rawItems(stack, 'baa')).filter(({ id }) => id?.S !== 'creations');
    const filed = (await rawItems(stack, 'audit')).map(({ resource_id }) => resource_id?.S);
    expect(agreements.map(({ id }) => id?.S).sort()).toEqual(filed.sort());
    expect(agreements).toHaveLength(Object.keys(stack.ready.covered_entities).length);
  } finally {
    client.destroy();
    await stack.stop();
  }
};

describe('a start that is killed leaves nothing that stops the next one, or that it takes for whole', () => {
  const rows: Record<string, string | number>[] = [];
  afterAll(() => suite.print('Starts killed', rows));

  it.each(INSTANTS)(
    'at each instant at which there is %s',
    async (instant) => {
      // A start that is always killed before its first file is whole comes no further: the files' own kills take it on.
      const halves = instant === 'half a file' ? await walkThroughStart(home, instant, 1) : 0;
      const kills = await walkThroughStart(home, instant === 'half a file' ? 'a file' : instant, MOST_KILLS);
      rows.push({ 'killed at': instant, starts: halves + kills });
      expect(kills).toBeGreaterThan(0);
      expect(kills).toBeLessThan(MOST_KILLS);
      if (instant === 'a change of tables') await expectWholeTables();
      expectWholeFiles();
    },
    LONGEST_MS,
  );
});
