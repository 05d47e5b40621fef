import { isRefusal } from '../../../../shared/domain/result';
import { DependencyUnavailableError } from '../../../../shared/ports/errors';
import type { Audited } from '../../../../shared/ports/audit-trail';
import { accessTokenClaims } from '../../../support/access-token-claims';
import { codeOf, CONTEXT, decrypting, PipelineBench, VALUE } from '../../../support/pipeline-bench';
import { MINUTE, NOON } from '../../../support/movable-clock';
import { agreement, ENTITY_A, OTHER_REGION, PATIENT, SESSION, USER } from '../../../support/synthetic-parties';

type Members = Readonly<Record<string, unknown>>;

const bodyOf = async (bench: PipelineBench, changes: Members = {}): Promise<string> =>
  JSON.stringify({ ciphertext: await bench.sealed(), context: CONTEXT, purpose: 'treatment', ...changes });

const SECRET = 'Maria Invented';
const throwing = {
  ...decrypting,
  handle: () => Promise.reject(new TypeError(SECRET, { cause: new Error(SECRET) })),
};

describe('a response that releases PHI', () => {
  it('is never cached, never sniffed, and names its request', async () => {
    const bench = PipelineBench.inForce();
    const { statusCode, headers } = await bench.decrypt({ body: await bodyOf(bench) });
    expect(statusCode).toBe(200);
    expect(headers).toEqual({
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Type': 'application/json',
      'X-Request-Id': '44dd55ee-66ff-4a77-9b88-99ccaabbddee',
    });
  });

  it('leaves one event of success, one log line without PHI, and one count', async () => {
    const bench = PipelineBench.inForce();
    await bench.decrypt({ body: await bodyOf(bench) });
    expect(bench.events).toMatchObject([{ outcome: 'success', patient_id: PATIENT, user_agent: 'curl 8' }]);
    expect(bench.logged).toMatchObject([{ level: 'info', message: 'request', fields: { status_code: 200 } }]);
    expect(JSON.stringify(bench.logged)).not.toContain(SECRET);
    expect(bench.counted).toEqual(['RequestSucceeded']);
  });

  it('takes the purpose from the header as well', async () => {
    const bench = PipelineBench.inForce();
    const body = await bodyOf(bench, { purpose: undefined });
    const { statusCode } = await bench.decrypt({ body, headers: { 'x-purpose-of-use': 'research' } });
    expect([statusCode, bench.events[0]?.purpose]).toEqual([200, 'research']);
  });

  it('is refused when the handler’s body did not come through the audit trail', async () => {
    const bench = PipelineBench.inForce();
    const unaudited = {
      ...decrypting,
      handle: () => Promise.resolve({ body: { value: VALUE } } as unknown as Audited<{ value: string }>),
    };
    const response = await bench.decrypt({ body: await bodyOf(bench) }, unaudited);
    expect([response.statusCode, codeOf(response)]).toEqual([500, 'internal-error']);
    expect(response.body).not.toContain(SECRET);
    expect(bench.events).toMatchObject([{ outcome: 'failure', reason_code: 'internal-error', status_code: 500 }]);
  });

  it('holds no field beyond its schema', async () => {
    const bench = PipelineBench.inForce();
    const talkative = {
      ...decrypting,
      handle: async (...[input, deps]: Parameters<typeof decrypting.handle>) => {
        const result = await decrypting.handle(input, deps);
        if (!isRefusal(result)) Object.assign(result.body, { note: SECRET });
        return result;
      },
    };
    const response = await bench.decrypt({ body: await bodyOf(bench) }, talkative);
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain(SECRET);
    expect(bench.events).toHaveLength(1);
  });
});

describe('the access log of a patient', () => {
  it('is one, whatever the case in which a caller writes the patient’s UUID', async () => {
    const bench = PipelineBench.inForce();
    await bench.decrypt({ body: await bodyOf(bench, { context: { patient_id: PATIENT.toUpperCase() } }) });
    expect(bench.events).toMatchObject([{ patient_id: PATIENT }]);
  });

  it('holds no name that a caller puts in the patient’s place', async () => {
    const bench = PipelineBench.inForce();
    const response = await bench.decrypt({ body: await bodyOf(bench, { context: { patient_id: SECRET } }) });
    expect(codeOf(response)).toBe('invalid-request');
    expect(JSON.stringify(bench.events)).not.toContain(SECRET);
  });
});

describe('a failure of ours', () => {
  it('answers 500 with an id to quote and nothing else, and is recorded', async () => {
    const bench = PipelineBench.inForce();
    const response = await bench.decrypt({ body: await bodyOf(bench) }, throwing);
    const { error_id, ...problem } = JSON.parse(response.body) as { readonly error_id: string };
    expect(problem).toEqual({
      type: '/problems/internal-error',
      title: 'Something went wrong on our side.',
      status: 500,
      code: 'internal-error',
    });
    expect(bench.events).toMatchObject([{ outcome: 'failure', status_code: 500, reason_code: 'internal-error' }]);
    expect(bench.logged[0]).toMatchObject({ level: 'error', message: 'unexpected error', fields: { error_id } });
    expect(bench.counted).toEqual(['RequestFailed']);
  });

  it('stays a 500 when it cannot be recorded either: no client is told to try again', async () => {
    const bench = PipelineBench.inForce();
    const body = await bodyOf(bench);
    bench.audit.available = false;
    expect((await bench.decrypt({ body }, throwing)).statusCode).toBe(500);
  });
});

describe('a dependency that is down: 503, nothing released', () => {
  const down = (dependency: DependencyUnavailableError['dependency']) => () =>
    Promise.reject(new DependencyUnavailableError(dependency, { cause: new Error(SECRET) }));

  it.each([
    ['sessions', (bench: PipelineBench) => void (bench.sessions.read = down('sessions'))],
    ['baa', (bench: PipelineBench) => void (bench.baas.agreementsOf = down('baa'))],
    ['tenant-keys', (bench: PipelineBench) => void (bench.keyring.openingKey = down('tenant-keys'))],
    ['kms', (bench: PipelineBench) => void (bench.keyring.openingKey = down('kms'))],
  ])('%s', async (dependency, breakIt) => {
    const bench = PipelineBench.inForce();
    const body = await bodyOf(bench);
    breakIt(bench);
    const response = await bench.decrypt({ body });
    expect([response.statusCode, response.headers?.['Retry-After']]).toEqual([503, '5']);
    expect(Object.keys(JSON.parse(response.body) as object).sort()).toEqual([
      'code',
      'error_id',
      'status',
      'title',
      'type',
    ]);
    expect(bench.events).toMatchObject([{ outcome: 'failure', reason_code: 'service-unavailable', status_code: 503 }]);
    expect(bench.logged[0]).toMatchObject({ message: 'dependency unavailable', fields: { dependency } });
    const outage = dependency === 'kms' ? 'KmsUnavailable' : 'DependencyUnavailable';
    expect(bench.counted).toEqual([outage, 'RequestFailed']);
  });

  it('audit: the value is discarded, and the failure counted once', async () => {
    const bench = PipelineBench.inForce();
    const body = await bodyOf(bench);
    bench.audit.available = false;
    const response = await bench.decrypt({ body });
    expect(response.statusCode).toBe(503);
    expect(response.body).not.toContain(SECRET);
    expect(bench.counted).toEqual(['AuditAppendFailed', 'RequestFailed']);
  });
});

describe('guarantee 3: closed, not open', () => {
  it.each([
    ['the Region is not approved', (bench: PipelineBench) => void (bench.region = OTHER_REGION)],
    ['the HIPAA mode is off', (bench: PipelineBench) => void (bench.enabled = false)],
  ])('answers 503 when %s, before anything is read', async (_, misconfigure) => {
    const bench = PipelineBench.inForce();
    const body = await bodyOf(bench);
    const read = jest.spyOn(bench.sessions, 'read');
    misconfigure(bench);
    const response = await bench.decrypt({ body });
    expect([response.statusCode, codeOf(response)]).toEqual([503, 'service-unavailable']);
    expect(read).not.toHaveBeenCalled();
    expect(bench.counted).toContain('Misconfigured');
  });
});

describe('164.312(a)(2)(iii) the use of a session is written down beside the call', () => {
  it('does not fail the call when it cannot be', async () => {
    const bench = PipelineBench.inForce();
    bench.sessions.touch = () => Promise.reject(new DependencyUnavailableError('sessions'));
    expect((await bench.decrypt({ body: await bodyOf(bench) })).statusCode).toBe(200);
    expect(bench.counted).toEqual(['SessionTouchFailed', 'RequestSucceeded']);
    expect(bench.logged[0]).toMatchObject({ level: 'warn', message: 'session touch failed' });
  });

  it.each(['success', 'refusal'])('is awaited before the answer of a %s', async (kind) => {
    const bench = PipelineBench.inForce();
    const body = await bodyOf(bench, kind === 'success' ? {} : { purpose: undefined });
    let written = false;
    bench.sessions.touch = async () => {
      await new Promise((tick) => setTimeout(tick, 20));
      written = true;
    };
    await bench.decrypt({ body });
    expect(written).toBe(true);
  });

  it('is written at most once a minute', async () => {
    const bench = PipelineBench.inForce();
    const body = await bodyOf(bench);
    const touch = jest.spyOn(bench.sessions, 'touch');
    for (const rest of [0, MINUTE - 1, 1]) {
      bench.clock.advance(rest);
      await bench.decrypt({ body });
    }
    expect(touch).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['session-idle', (bench: PipelineBench) => bench.clock.advance(15 * MINUTE)],
    ['session-revoked', (bench: PipelineBench) => bench.sessions.revokedSessions.set(SESSION, NOON)],
    ['session-revoked', (bench: PipelineBench) => bench.sessions.userRevocation(ENTITY_A, USER, NOON).apply()],
  ])('ends with 401 and is recorded: %s', async (code, end) => {
    const bench = PipelineBench.inForce();
    const body = await bodyOf(bench);
    end(bench);
    const response = await bench.decrypt({ body, claims: accessTokenClaims() });
    expect([response.statusCode, codeOf(response)]).toEqual([401, code]);
    expect(response.headers).toMatchObject({ 'WWW-Authenticate': expect.stringContaining('Bearer') as unknown });
    expect(bench.events).toMatchObject([{ outcome: 'denied', reason_code: code, covered_entity_id: ENTITY_A }]);
  });
});

describe('164.504(e)(2)(ii)(J) access after the agreement’s end', () => {
  it('is open to the entity’s admin with the purpose return, flagged and counted', async () => {
    const bench = new PipelineBench();
    bench.file(agreement({ expiry_date: '2026-03-01' }));
    const { statusCode } = await bench.decrypt({ body: await bodyOf(bench, { purpose: 'return' }) });
    expect([statusCode, bench.events[0]?.baa_state, bench.events[0]?.purpose]).toEqual([200, 'ended', 'return']);
    expect(bench.counted).toContain('AccessAfterBaaEnd');
  });

  it('is shut to the purpose return while the agreement is in force', async () => {
    const bench = PipelineBench.inForce();
    const response = await bench.decrypt({ body: await bodyOf(bench, { purpose: 'return' }) });
    expect(codeOf(response)).toBe('purpose-not-permitted');
  });
});
