import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importPKCS8, SignJWT } from 'jose';
import type { LocalStack } from '../../support/local-stack';

export type Claims = Readonly<Record<string, unknown>>;

/** The pool's own signing key, which no attacker has: with it all but the signature can be wrong. */
export const signingKeyPem = (stack: LocalStack): string =>
  readFileSync(join(stack.home, 'cognito', 'signing-key.pem'), 'utf8');

/** The claims of an admin of entity A, in a session of its own; a claim that is set to undefined is left out. */
export const claimsOf = (stack: LocalStack, changes: Claims = {}): Record<string, unknown> => {
  const now = Math.floor(stack.now().getTime() / 1000);
  const claims: Claims = {
    sub: randomUUID(),
    iss: stack.ready.issuer,
    client_id: stack.ready.client_id,
    origin_jti: randomUUID(),
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin phiducia/api',
    auth_time: now,
    iat: now,
    exp: now + 900,
    jti: randomUUID(),
    'cognito:groups': ['admin'],
    covered_entity_id: stack.ready.covered_entities.a,
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
};

/** A token under the pool's own key, with any claims and header. */
export const poolToken = async (stack: LocalStack, changes: Claims = {}, header: Claims = {}): Promise<string> =>
  new SignJWT(claimsOf(stack, changes))
    .setProtectedHeader({ alg: 'RS256', kid: stack.ready.kid, ...header })
    .sign(await importPKCS8(signingKeyPem(stack), String(header.alg ?? 'RS256')));
