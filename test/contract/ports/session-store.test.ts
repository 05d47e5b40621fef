import { randomUUID } from 'node:crypto';
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDbSessionStore } from '../../../shared/adapters/aws/dynamodb-session-store';
import { MemorySessionStore } from '../../../shared/adapters/memory/memory-session-store';
import type { Actor } from '../../../shared/domain/actor';
import type { SessionStore } from '../../../shared/ports/session-store';
import { physicalTableName } from '../../../infra/local/local-resources';
import { AwsEngines } from '../../support/aws-engines';
import { after, HOUR, MINUTE, NOON } from '../../support/movable-clock';
import { tenantAdmin } from '../../support/synthetic-parties';

/** A store, and the two ways in which a session is ended beside it. */
interface Subject {
  readonly store: SessionStore;
  revokeSession(actor: Actor, at: Date): Promise<void>;
  revokeUser(actor: Actor, before: Date): Promise<void>;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> => {
  const store = new MemorySessionStore();
  return Promise.resolve({
    store,
    revokeSession: (actor, at) => Promise.resolve(void store.revokedSessions.set(actor.session_id, at)),
    revokeUser: (actor, before) => Promise.resolve(void store.revokedUsers.set(actor.user_id, before)),
    close: () => Promise.resolve(),
  });
};

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  const TableName = physicalTableName('sessions');
  return {
    store: new DynamoDbSessionStore(engines.dynamoDb, TableName),
    revokeSession: async (actor, at) => {
      await engines.dynamoDb.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk: { S: `session#${actor.session_id}` } },
          UpdateExpression: 'SET revoked_at = :at',
          ExpressionAttributeValues: { ':at': { S: at.toISOString() } },
        }),
      );
    },
    revokeUser: async (actor, before) => {
      const Item = { pk: { S: `user#${actor.user_id}` }, revoked_before: { S: before.toISOString() } };
      await engines.dynamoDb.send(new PutItemCommand({ TableName, Item }));
    },
    close: () => engines.close(),
  };
};

const stranger = (): Actor => tenantAdmin({ session_id: randomUUID(), user_id: randomUUID() });

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('164.312(a)(2)(iii) automatic logoff: the session store %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  it('knows nothing of a session that it never saw', async () => {
    expect(await subject.store.read(stranger())).toEqual({});
  });

  it('shows a use with the next read, to the millisecond', async () => {
    const actor = stranger();
    await subject.store.touch(actor, after(NOON, 123));
    expect(await subject.store.read(actor)).toEqual({ last_used_at: after(NOON, 123) });
    await subject.store.touch(actor, after(NOON, MINUTE));
    expect(await subject.store.read(actor)).toEqual({ last_used_at: after(NOON, MINUTE) });
  });

  it('keeps sessions and users apart', async () => {
    const actor = stranger();
    await subject.store.touch(actor, NOON);
    await subject.revokeSession(actor, NOON);
    const sibling = tenantAdmin({ ...actor, session_id: randomUUID() });
    expect(await subject.store.read(sibling)).toEqual({});
    await subject.revokeUser(actor, NOON);
    expect(await subject.store.read(sibling)).toEqual({ user_revoked_before: NOON });
    expect(await subject.store.read(stranger())).toEqual({});
  });

  it.each([
    ['earlier', -HOUR],
    ['by a millisecond earlier', -1],
    ['at the same instant', 0],
  ])('never goes back, and takes a use that is %s for no failure: parallel calls are ordinary', async (_, offset) => {
    const actor = stranger();
    await subject.store.touch(actor, NOON);
    await expect(subject.store.touch(actor, after(NOON, offset))).resolves.toBeUndefined();
    expect(await subject.store.read(actor)).toEqual({ last_used_at: NOON });
  });

  it('ends with the latest of many uses at once', async () => {
    const actor = stranger();
    const offsets = [5, 3, 9, 1, 7, 2, 8, 4, 6, 0];
    await Promise.allSettled(offsets.map((offset) => subject.store.touch(actor, after(NOON, offset))));
    expect(await subject.store.read(actor)).toEqual({ last_used_at: after(NOON, 9) });
  });

  it.each([
    ['that was used before', true],
    ['that never was', false],
  ])('never brings a revoked session back by a use, one %s', async (_, used) => {
    const actor = stranger();
    if (used) await subject.store.touch(actor, NOON);
    await subject.revokeSession(actor, after(NOON, MINUTE));
    await Promise.allSettled([subject.store.touch(actor, after(NOON, HOUR))]);
    expect(await subject.store.read(actor)).toMatchObject({ revoked_at: after(NOON, MINUTE) });
  });

  it('never brings an ended user back by a use', async () => {
    const actor = stranger();
    await subject.revokeUser(actor, NOON);
    await subject.store.touch(actor, after(NOON, HOUR));
    expect(await subject.store.read(actor)).toMatchObject({ user_revoked_before: NOON });
  });
});
