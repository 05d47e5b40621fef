import { createHmac, createPrivateKey, createPublicKey } from 'node:crypto';
import { exportJWK, exportPKCS8, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import { type Claims, claimsOf, poolToken, signingKeyPem } from '../../support/pool-tokens';
import { attack, problemIs, raw, stack, staged, statusIs, unless } from './attack-stage';
import { sampledRoutes } from './sampled-routes';

const NAME = 'API2:2023 authentication';
const HOUR = 3600;
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = (): number => Math.floor(Date.now() / 1000);

/** Made once: a key costs more than what is signed with it. */
let attackers: ReturnType<typeof generateKeyPair> | undefined;

/** Signed by a key of the attacker's, which the header offers for the check. */
const selfIssued = async (headerOf: (jwk: object) => Claims): Promise<string> => {
  const pair = await (attackers ??= generateKeyPair('RS256', { extractable: true }));
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: stack().ready.kid, use: 'sig', alg: 'RS256' };
  const key = await importPKCS8(await exportPKCS8(pair.privateKey), 'RS256');
  return new SignJWT(claimsOf(stack())).setProtectedHeader({ alg: 'RS256', ...headerOf(jwk) }).sign(key);
};

/** The pool's public key in one of its spellings, taken for an HMAC secret. */
const confused = (algorithm: 'HS256' | 'HS512', spelling: 'pem' | 'der'): string => {
  const key = createPublicKey(createPrivateKey(signingKeyPem(stack())));
  const secret =
    spelling === 'pem' ? key.export({ type: 'spki', format: 'pem' }) : key.export({ type: 'spki', format: 'der' });
  const text = `${part({ alg: algorithm, typ: 'JWT', kid: stack().ready.kid })}.${part(claimsOf(stack()))}`;
  const digest = algorithm === 'HS256' ? 'sha256' : 'sha512';
  return `${text}.${createHmac(digest, secret).update(text).digest('base64url')}`;
};

/** A good token with its claims exchanged for others; the signature stays. */
const rewritten = async (changes: Claims): Promise<string> => {
  const [header = '', , signature = ''] = (await poolToken(stack())).split('.');
  return [header, part(claimsOf(stack(), changes)), signature].join('.');
};

const unsigned = (alg: string): string => `${part({ alg, kid: stack().ready.kid })}.${part(claimsOf(stack()))}.`;
const other = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other0000';

const TOKENS: readonly (readonly [name: string, token: () => Promise<string> | string])[] = [
  ['alg None in another case', () => unsigned('None')],
  ['alg nOnE with a signature of zeros', () => `${unsigned('nOnE')}${'A'.repeat(342)}`],
  ['without an alg', () => `${part({ kid: stack().ready.kid })}.${part(claimsOf(stack()))}.`],
  ['HS256 with the public key as PEM', () => confused('HS256', 'pem')],
  ['HS512 with the public key as DER', () => confused('HS512', 'der')],
  ['PS256 by the pool’s key', () => poolToken(stack(), {}, { alg: 'PS256' })],
  ['RS512 by the pool’s key', () => poolToken(stack(), {}, { alg: 'RS512' })],
  ['a key of its own in jwk', () => selfIssued((jwk) => ({ kid: stack().ready.kid, jwk }))],
  ['a key of its own in jku', () => selfIssued(() => ({ kid: stack().ready.kid, jku: `${stack().url}/jwks.json` }))],
  ['a key of its own in x5u', () => selfIssued(() => ({ kid: stack().ready.kid, x5u: `${stack().url}/x.pem` }))],
  ['a key of its own in x5c', () => selfIssued(() => ({ kid: stack().ready.kid, x5c: ['MIIB'] }))],
  ['a key id that climbs to a file', () => selfIssued(() => ({ kid: '../../../../dev/null' }))],
  ['a key id that is a query', () => selfIssued(() => ({ kid: "' UNION SELECT 'key" }))],
  ['a key id of __proto__', () => selfIssued(() => ({ kid: '__proto__' }))],
  ['no key id', () => selfIssued(() => ({}))],
  ['roles rewritten', () => rewritten({ 'cognito:groups': ['admin', 'platform'] })],
  ['tenant rewritten', () => rewritten({ covered_entity_id: stack().ready.covered_entities.b })],
  ['not yet valid', () => poolToken(stack(), { nbf: now() + HOUR })],
  ['without an expiry', () => poolToken(stack(), { exp: undefined })],
  ['expired a second ago', () => poolToken(stack(), { exp: now() - 1 })],
  ['token_use id', () => poolToken(stack(), { token_use: 'id', aud: stack().ready.client_id })],
  ['no token_use', () => poolToken(stack(), { token_use: undefined })],
  ['of another pool', () => poolToken(stack(), { iss: other })],
  [
    'of another Region’s pool',
    () => poolToken(stack(), { iss: stack().ready.issuer.replace('us-east-1', 'us-west-2') }),
  ],
  ['of no client', () => poolToken(stack(), { client_id: undefined })],
  ['our client as audience alone', () => poolToken(stack(), { client_id: 'other', aud: stack().ready.client_id })],
  ['no scope', () => poolToken(stack(), { scope: undefined })],
  ['a scope that ends like ours', () => poolToken(stack(), { scope: 'xphiducia/api' })],
  ['a scope that begins like ours', () => poolToken(stack(), { scope: 'phiducia/api.read' })],
  ['our scope in capitals', () => poolToken(stack(), { scope: 'PHIDUCIA/API' })],
  ['no subject', () => poolToken(stack(), { sub: undefined })],
  ['a subject that climbs', () => poolToken(stack(), { sub: '../admin' })],
  ['a critical extension', () => poolToken(stack(), {}, { b64: true, crit: ['b64'], kid: 'unknown' })],
  ['five parts, as if encrypted', async () => `${await poolToken(stack())}.a.b`],
  ['two tokens in one', async () => `${await poolToken(stack())},${await poolToken(stack())}`],
  ['a line break within', async () => (await poolToken(stack())).replace('.', '%0d%0a.')],
];

const guarded = sampledRoutes.filter(([, route]) => route.access.kind !== 'public');

describe('API2:2023 broken authentication, ASVS 9.1.1 to 9.2.3: tokens', () => {
  it('accepts the token that the forgeries are made from', async () => {
    const answer = await stack().api('GET', '/session', { token: await poolToken(stack()) });
    expect(answer.status).toBe(200);
  });

  it('refuses every forged or misused token, says nothing of why, and invokes nothing that is audited', async () => {
    const answers = new Set<string>();
    const findings = await attack(
      NAME,
      TOKENS,
      ([name]) => name,
      async ([, make]) => {
        const answer = await stack().api('GET', '/session', { token: await make() });
        answers.add(answer.text.replaceAll(answer.headers.get('x-request-id') ?? '', ''));
        return { answer, wrong: [problemIs(answer, 401, 'unauthenticated')] };
      },
    );
    expect(findings).toEqual([]);
    expect(answers.size).toBe(1);
  });

  it('asks for the token before it says whether a thing is there, on every route', async () => {
    const token = await selfIssued((jwk) => ({ kid: stack().ready.kid, jwk }));
    const findings = await attack(
      NAME,
      guarded,
      ([id]) => id,
      async ([, route]) => {
        const answer = await staged().bare(route, { token });
        return { answer, wrong: [problemIs(answer, 401, 'unauthenticated')] };
      },
    );
    expect(findings).toEqual([]);
  });
});

describe('API2:2023 broken authentication: where a token stands', () => {
  it('takes a token from one header Authorization alone', async () => {
    const good = await poolToken(stack());
    const request = (line: string, fields: readonly string[]): string =>
      [`GET /api/v1/session${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...fields, '', ''].join('\r\n');
    const places: readonly (readonly [string, string])[] = [
      ['in the query', request(`?access_token=${good}`, [])],
      ['in the query as Authorization', request(`?Authorization=Bearer%20${good}`, [])],
      ['in a cookie', request('', [`Cookie: access_token=${good}; Authorization=Bearer ${good}`])],
      ['in X-Amz-Security-Token', request('', [`X-Amz-Security-Token: ${good}`])],
      ['in X-Forwarded-Authorization', request('', [`X-Forwarded-Authorization: Bearer ${good}`])],
      ['in Proxy-Authorization', request('', [`Proxy-Authorization: Bearer ${good}`])],
      ['twice', request('', [`Authorization: Bearer ${good}`, `Authorization: Bearer ${good}`])],
      ['after Basic', request('', ['Authorization: Basic YTpi', `Authorization: Bearer ${good}`])],
      ['before Basic', request('', [`Authorization: Bearer ${good}`, 'Authorization: Basic YTpi'])],
      [
        'as the password of Basic',
        request('', [`Authorization: Basic ${Buffer.from(`a:${good}`).toString('base64')}`]),
      ],
      ['as DPoP', request('', [`Authorization: DPoP ${good}`])],
      ['followed by another word', request('', [`Authorization: Bearer ${good} admin`])],
      ['with a NUL', request('', [`Authorization: Bearer ${good}\0`])],
      ['of ten kilobytes', request('', [`Authorization: Bearer ${'a'.repeat(10_000)}.b.c`])],
      ['of eight kilobytes', request('', [`Authorization: Bearer ${'a'.repeat(8_000)}.b.c`])],
    ];
    const findings = await attack(
      NAME,
      places,
      ([name]) => name,
      async ([, text]) => {
        const answer = await raw(text);
        return { answer, wrong: [statusIs(answer, 400, 401)] };
      },
    );
    expect(findings).toEqual([]);
  });

  it('never takes the caller from a header: X-User-Id, X-Forwarded-User, X-Amzn-Oidc-Data (ASVS 4.1.3)', async () => {
    const { a, b } = stack().ready.covered_entities;
    const headers = {
      'X-User-Id': a,
      'X-Forwarded-User': 'root@platform.test',
      'X-Covered-Entity-Id': b,
      'X-Amzn-Oidc-Data': await rewritten({ covered_entity_id: b }),
      'X-Amzn-Oidc-Identity': 'root',
    };
    const answer = await stack().api('GET', '/session', { token: await poolToken(stack()), headers });
    const findings = await attack(NAME, ['headers that name a caller'], String, () =>
      Promise.resolve({
        answer,
        wrong: [statusIs(answer, 200), unless(answer.text.includes(a) && !answer.text.includes(b), answer.text)],
      }),
    );
    expect(findings).toEqual([]);
  });
});
