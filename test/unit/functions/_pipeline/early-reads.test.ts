import { accessTokenClaims } from '../../../support/access-token-claims';
import { codeOf, CONTEXT, decrypting, type DecryptDefinition, PipelineBench } from '../../../support/pipeline-bench';
import { NOON } from '../../../support/movable-clock';
import { ENTITY_B, SESSION } from '../../../support/synthetic-parties';

const preparing = (prepared: string[]): DecryptDefinition => ({
  ...decrypting,
  prepare: (_, tree) => {
    prepared.push(tree);
    return Promise.resolve(undefined);
  },
});

const send = async (claims: Readonly<Record<string, unknown>>, members: Readonly<Record<string, unknown>>) => {
  const bench = PipelineBench.inForce();
  const body = JSON.stringify({ ciphertext: await bench.sealed(), context: CONTEXT, purpose: 'treatment', ...members });
  const reads = jest.spyOn(bench.sessions, 'read');
  const agreements = jest.spyOn(bench.baas, 'agreementsOf');
  const prepared: string[] = [];
  const response = await bench.decrypt({ body, claims: accessTokenClaims(claims) }, preparing(prepared));
  return { response, sessions: reads.mock.calls.length, agreements: agreements.mock.calls.length, prepared };
};

describe('the reads of a call start side by side, and only those that it may need', () => {
  it('all of them for a call in order, once each', async () => {
    expect(await send({}, {})).toMatchObject({ sessions: 1, agreements: 1, prepared: [expect.any(String)] });
  });

  it.each([
    ['no role', { 'cognito:groups': 'auditor' }, {}],
    ['no tenant', { covered_entity_id: undefined }, {}],
    ['another tenant', {}, { covered_entity_id: ENTITY_B }],
    ['a wrong request', {}, { more: 1 }],
  ])('none but the session’s for %s', async (_, claims, members) => {
    expect(await send(claims, members)).toMatchObject({ sessions: 1, agreements: 0, prepared: [] });
  });

  it('none at all for an unknown caller', async () => {
    expect(await send({ token_use: 'id' }, {})).toMatchObject({ sessions: 0, agreements: 0, prepared: [] });
  });

  it('at the same time, not one after another', async () => {
    const bench = PipelineBench.inForce();
    const body = JSON.stringify({ ciphertext: await bench.sealed(), context: CONTEXT, purpose: 'treatment' });
    const started: string[] = [];
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const [read, agreementsOf] = [bench.sessions.read.bind(bench.sessions), bench.baas.agreementsOf.bind(bench.baas)];
    bench.sessions.read = async (actor) => {
      started.push('session');
      await gate;
      return read(actor);
    };
    bench.baas.agreementsOf = async (entity) => {
      started.push('agreements');
      await gate;
      return agreementsOf(entity);
    };
    const answer = bench.decrypt({ body });
    await new Promise((tick) => setImmediate(tick));
    expect(started.sort()).toEqual(['agreements', 'session']);
    release();
    expect((await answer).statusCode).toBe(200);
  });
});

describe('a read that fails does not change which check answers', () => {
  it('a revoked session wins over agreements that cannot be read', async () => {
    const bench = PipelineBench.inForce();
    const body = JSON.stringify({ ciphertext: await bench.sealed(), context: CONTEXT, purpose: 'treatment' });
    bench.sessions.revokedSessions.set(SESSION, NOON);
    bench.baas.agreementsOf = () => Promise.reject(new Error('down'));
    const failing: DecryptDefinition = { ...decrypting, prepare: () => Promise.reject(new Error('down')) };
    expect(codeOf(await bench.decrypt({ body }, failing))).toBe('session-revoked');
  });

  it('an operation’s own read that fails is a failure of ours', async () => {
    const bench = PipelineBench.inForce();
    const body = JSON.stringify({ ciphertext: await bench.sealed(), context: CONTEXT, purpose: 'treatment' });
    const failing: DecryptDefinition = { ...decrypting, prepare: () => Promise.reject(new Error('down')) };
    expect(codeOf(await bench.decrypt({ body }, failing))).toBe('internal-error');
  });
});
