import { randomUUID } from 'node:crypto';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbSessionStore } from '../../../shared/adapters/aws/dynamodb-session-store';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemorySessionStore } from '../../../shared/adapters/memory/memory-session-store';
import type { Actor } from '../../../shared/domain/actor';
import { PLATFORM_TREE } from '../../../shared/domain/audit-event';
import type { AuditTrail, Mutation } from '../../../shared/ports/audit-trail';
import type { SessionStore } from '../../../shared/ports/session-store';
import { physicalTableName } from '../../../infra/local/local-resources';
import { eventAt, newTree } from '../../support/audit-events';
import { AwsEngines, auditTables } from '../../support/aws-engines';
import { after, HOUR, MINUTE, NOON } from '../../support/movable-clock';
import { ENTITY_A, ENTITY_B, platformAdmin, tenantAdmin } from '../../support/synthetic-parties';

/** A store, and the audit trail through which its mutations happen. */
interface Subject {
  readonly store: SessionStore;
  readonly trail: AuditTrail;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> =>
  Promise.resolve({
    store: new MemorySessionStore(),
    trail: new MemoryAuditTrail(),
    close: () => Promise.resolve(),
  });

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    store: new DynamoDbSessionStore(engines.dynamoDb, physicalTableName('sessions')),
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
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

  const happen = (mutation: Mutation) => subject.trail.commit([mutation], [eventAt(newTree())], undefined);
  const revokeSession = (actor: Actor, at: Date) => happen(subject.store.revocation(actor, at));
  const revokeUser = ({ user_id }: Actor, at: Date) => happen(subject.store.userRevocation(ENTITY_A, user_id, at));

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
    await revokeSession(actor, NOON);
    const sibling = tenantAdmin({ ...actor, session_id: randomUUID() });
    expect(await subject.store.read(sibling)).toEqual({});
    await revokeUser(actor, NOON);
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
    await revokeSession(actor, after(NOON, MINUTE));
    await Promise.allSettled([subject.store.touch(actor, after(NOON, HOUR))]);
    expect(await subject.store.read(actor)).toMatchObject({ revoked_at: after(NOON, MINUTE) });
  });

  it('never brings an ended user back by a use', async () => {
    const actor = stranger();
    await revokeUser(actor, NOON);
    await subject.store.touch(actor, after(NOON, HOUR));
    expect(await subject.store.read(actor)).toMatchObject({ user_revoked_before: NOON });
  });

  it('never takes an end back or brings it forward: the first one stands', async () => {
    const actor = stranger();
    await revokeSession(actor, NOON);
    await revokeSession(actor, after(NOON, HOUR));
    await revokeSession(actor, after(NOON, -HOUR));
    expect(await subject.store.read(actor)).toMatchObject({ revoked_at: NOON });
  });

  it('moves the end of a user’s sign-ins on, never back', async () => {
    const actor = stranger();
    expect(await revokeUser(actor, NOON)).not.toBe('conflict');
    expect(await revokeUser(actor, after(NOON, -1))).toBe('conflict');
    expect(await revokeUser(actor, NOON)).toBe('conflict');
    expect(await subject.store.read(actor)).toEqual({ user_revoked_before: NOON });
    expect(await revokeUser(actor, after(NOON, 1))).not.toBe('conflict');
    expect(await subject.store.read(actor)).toEqual({ user_revoked_before: after(NOON, 1) });
  });

  it.each([
    ['of another covered entity', ENTITY_B, tenantAdmin()],
    ['of a covered entity, meant for the platform', PLATFORM_TREE, tenantAdmin()],
    ['of the platform, meant for a covered entity', ENTITY_A, platformAdmin()],
  ])('does not touch a user with the same id %s', async (_, tree, { tenancy }) => {
    const actor = tenantAdmin({ ...stranger(), tenancy });
    await happen(subject.store.userRevocation(tree, actor.user_id, NOON));
    expect(await subject.store.read(actor)).toEqual({});
  });

  it('changes nothing when the event cannot be written', async () => {
    const actor = stranger();
    const event = eventAt(newTree());
    await subject.trail.record([event]);
    await expect(subject.trail.commit([subject.store.revocation(actor, NOON)], [event], undefined)).rejects.toThrow();
    expect(await subject.store.read(actor)).toEqual({});
  });
});
