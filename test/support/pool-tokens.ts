import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importPKCS8, SignJWT } from 'jose';
import type { LocalStack } from './local-stack';

export type Claims = Readonly<Record<string, unknown>>;

interface Issued {
  readonly issuer: string;
  readonly client_id: string;
  readonly now: Date;
}

/** What every access token says, in a session of its own; a claim that is set to undefined is left out. */
export const freshAccessClaims = ({ issuer, client_id, now }: Issued, changes: Claims): Record<string, unknown> => {
  const seconds = Math.floor(now.getTime() / 1000);
  const claims: Claims = {
    sub: randomUUID(),
    iss: issuer,
    client_id,
    origin_jti: randomUUID(),
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin phiducia/api',
    auth_time: seconds,
    iat: seconds,
    exp: seconds + 900,
    jti: randomUUID(),
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
};

/** The pool's own signing key, which no attacker has: with it all but the signature can be wrong. */
export const signingKeyPem = (stack: LocalStack): string =>
  readFileSync(join(stack.home, 'cognito', 'signing-key.pem'), 'utf8');

/** The claims of an admin of entity A, but for the changes. */
export const claimsOf = (stack: LocalStack, changes: Claims = {}): Record<string, unknown> =>
  freshAccessClaims(
    { ...stack.ready, now: stack.now() },
    { 'cognito:groups': ['admin'], covered_entity_id: stack.ready.covered_entities.a, ...changes },
  );

/** A token under the pool's own key, with any claims and header: whatever is wrong with it, it is not the signature. */
export const poolToken = async (stack: LocalStack, changes: Claims = {}, header: Claims = {}): Promise<string> =>
  new SignJWT(claimsOf(stack, changes))
    .setProtectedHeader({ alg: 'RS256', kid: stack.ready.kid, ...header })
    .sign(await importPKCS8(signingKeyPem(stack), String(header.alg ?? 'RS256')));
