import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest } from '../support/audit-log';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { poolToken } from '../support/pool-tokens';
import type { StackResponse } from '../support/stack-request';

const SECOND = 1000;

let stack: LocalStack;
let auditor: string;

beforeAll(async () => {
  stack = await startLocalStack({ background: false });
  auditor = await stack.token('auditor@demo.test');
});
afterEach(() => stack.clock.set(0));
afterAll(() => stack.stop());

const show = (token: string): Promise<StackResponse> => stack.api('GET', '/session', { token });
const endOwn = (token: string): Promise<StackResponse> => stack.api('DELETE', '/session', { token });
const endAll = (token: string, user: string, query?: Record<string, string>): Promise<StackResponse> =>
  stack.api('DELETE', `/users/${user}/sessions`, { token, query });
const userOf = (token: string): string => String(decodeJwt(token).sub);
const eventsOf = (response: StackResponse) => eventsOfRequest(stack, auditor, response.headers.get('x-request-id'));

const expectRevoked = async (token: string): Promise<void> => {
  const response = await show(token);
  expect([response.status, problemCode(response)]).toEqual([401, 'session-revoked']);
};

/** A token of the pool for a sign-in that no function has seen. */
const unseen = (sub: string, covered_entity_id: string): Promise<string> =>
  poolToken(stack, { sub, covered_entity_id, scope: 'phiducia/api', 'cognito:groups': ['developer'] });

describe('164.312(a)(2)(iii) automatic logoff: a user ends the own session', () => {
  it('refuses its unexpired token with the next request, and leaves the user’s other session alone', async () => {
    const [token, other] = [await stack.token('developer@demo.test'), await stack.token('developer@demo.test')];
    const response = await endOwn(token);
    expect([response.status, response.text]).toEqual([204, '']);
    await expectRevoked(token);
    expect((await show(other)).status).toBe(200);
  });

  it('records the end, and the refusal after it', async () => {
    const token = await stack.token('developer@demo.test');
    const ended = await endOwn(token);
    expect(await eventsOf(ended)).toMatchObject([
      {
        operation: 'endSession',
        action: 'DELETE',
        resource_type: 'session',
        resource_id: decodeJwt(token).origin_jti,
        outcome: 'success',
        status_code: 204,
      },
    ]);
    expect(await eventsOf(await endOwn(token))).toMatchObject([{ outcome: 'denied', reason_code: 'session-revoked' }]);
  });

  it('ends nothing when the end cannot be recorded', async () => {
    const token = await stack.token('developer@demo.test');
    await stack.faults.add({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      table: 'audit',
      error: 'AccessDeniedException',
      count: 0,
    });
    expect((await endOwn(token)).status).toBe(503);
    await stack.faults.clear();
    expect((await show(token)).status).toBe(200);
  });
});

describe('164.308(a)(3)(ii)(C) termination procedures: an admin ends all sessions of a user', () => {
  it('refuses every earlier sign-in, unseen ones included, but not a later one', async () => {
    const admin = await stack.token('admin@demo.test');
    const seen = await stack.token('clinician@demo.test');
    const fresh = await unseen(userOf(seen), stack.ready.covered_entities.a);
    expect((await show(seen)).status).toBe(200);
    expect((await endAll(admin, userOf(seen).toUpperCase())).status).toBe(204);
    await expectRevoked(seen);
    await expectRevoked(fresh);
    expect((await show(admin)).status).toBe(200);
    await stack.clock.set(5 * SECOND);
    const later = await stack.token('clinician@demo.test');
    expect((await show(later)).status).toBe(200);
  });

  it('records it, each time', async () => {
    const admin = await stack.token('admin@demo.test');
    const user = randomUUID();
    for (const attempt of [1, 2]) {
      const response = await endAll(admin, user);
      expect([attempt, response.status]).toEqual([attempt, 204]);
      expect(await eventsOf(response)).toMatchObject([
        {
          operation: 'endUserSessions',
          action: 'DELETE',
          resource_type: 'user_sessions',
          resource_id: user,
          outcome: 'success',
          status_code: 204,
        },
      ]);
    }
  });

  it('reaches no user of another covered entity, and answers as if it had', async () => {
    const [admin, stranger] = [await stack.token('admin@demo.test'), await stack.token('clinician@other.test')];
    expect((await endAll(admin, userOf(stranger))).status).toBe(204);
    expect((await show(stranger)).status).toBe(200);
  });

  it('is for a platform admin as well, who names the entity, or the platform for an operator', async () => {
    const root = await stack.token('root@platform.test');
    const user = await stack.token('clinician@other.test');
    const entity = { covered_entity_id: stack.ready.covered_entities.b };
    expect(problemCode(await endAll(root, userOf(user)))).toBe('covered-entity-required');
    expect((await endAll(root, userOf(user), entity)).status).toBe(204);
    await expectRevoked(user);
    expect((await endAll(root, userOf(root), { covered_entity_id: 'platform' })).status).toBe(204);
    await expectRevoked(root);
  });

  it('does not take an id that is none', async () => {
    const response = await endAll(await stack.token('admin@demo.test'), 'Jane-Roe');
    expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
    expect(JSON.stringify(await eventsOf(response))).not.toContain('Jane');
  });
});
