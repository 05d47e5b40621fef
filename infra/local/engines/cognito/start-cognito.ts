import { join } from 'node:path';
import type { CallCounts } from '../http/call-counter';
import type { HttpExchange, HttpOutcome, StartedEngine } from '../http/http-outcome';
import { startAwsJsonEngine } from '../http/start-aws-json-engine';
import { adminOperations } from './admin-operations';
import { challengeOperations } from './challenge-operations';
import { type Invitation, Invitations } from './invitations';
import type { PreTokenGenerationTrigger } from './pre-token-generation';
import { signInOperations } from './sign-in-operations';
import { SignInSessions } from './sign-in-sessions';
import { SignInSteps } from './sign-in-steps';
import { openSigningKey, type JsonWebKeyRs256 } from './signing-key';
import { TokenIssuer } from './token-issuer';
import { UserPool } from './user-pool';
import type { UserPoolSeed, UserSeed } from './user-pool-seed';

export interface CognitoOptions {
  /** Holds `signing-key.pem`, `user-pool.json`, and `invitations.jsonl`; absent: in memory. */
  readonly directory?: string;
  readonly port?: number;
  readonly region: string;
  readonly now: () => Date;
  readonly userPool: UserPoolSeed;
  readonly users: readonly UserSeed[];
  readonly preTokenGeneration?: PreTokenGenerationTrigger;
  readonly onInternalError?: (error: unknown) => void;
}

export interface CognitoEngine extends StartedEngine {
  readonly userPoolId: string;
  readonly clientId: string;
  /** `https://cognito-idp.REGION.amazonaws.com/POOL`, the `iss` of every token. */
  readonly issuer: string;
  /** RFC 7638 thumbprint of the signing key. */
  readonly kid: string;
  /** For `CognitoJwtVerifier.cacheJwks`; also served under `jwksUrl`. */
  readonly jwks: { readonly keys: JsonWebKeyRs256[] };
  readonly jwksUrl: string;
  /** What was sent to users whom an administrator made; also in `invitations.jsonl` of the directory. */
  invitations(): readonly Invitation[];
  /** `sub` of each user seeded, by e-mail address as the seed writes it; the same at every start on one directory. */
  readonly subs: ReadonlyMap<string, string>;
  callCounts(): CallCounts;
}

/** Tokens that API Gateway and the design allow live at most so long. */
const MAXIMUM_TOKEN_MINUTES = 15;
const DEFAULT_REFRESH_TOKEN_HOURS = 12;

/** One Cognito user pool with one app client on loopback; tokens carry the issuer that a real pool would have. */
export async function startCognito(options: CognitoOptions): Promise<CognitoEngine> {
  const { directory, region, userPool, now } = options;
  const { accessTokenMinutes = MAXIMUM_TOKEN_MINUTES, idTokenMinutes = MAXIMUM_TOKEN_MINUTES } = userPool;
  for (const minutes of [accessTokenMinutes, idTokenMinutes]) {
    if (!(minutes > 0 && minutes <= MAXIMUM_TOKEN_MINUTES)) {
      throw new RangeError(`Access and ID tokens live at most ${MAXIMUM_TOKEN_MINUTES} minutes, not ${minutes}.`);
    }
  }
  const signingKey = await openSigningKey(directory);
  const path = directory === undefined ? undefined : join(directory, 'user-pool.json');
  const pool = await UserPool.open(path, region, userPool, now);
  await pool.ensureUsers(options.users);
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${pool.id}`;
  const { preTokenGeneration } = options;
  const tokens = new TokenIssuer({
    pool,
    region,
    issuer,
    signingKey,
    accessTokenMinutes,
    idTokenMinutes,
    preTokenGeneration,
  });
  const refreshTokenMilliseconds = (userPool.refreshTokenHours ?? DEFAULT_REFRESH_TOKEN_HOURS) * 3_600_000;
  const sessions = new SignInSessions(now);
  const steps = new SignInSteps({ pool, tokens, sessions, refreshTokenMilliseconds });
  const invitations = new Invitations(directory === undefined ? undefined : join(directory, 'invitations.jsonl'));
  const jwks = { keys: [signingKey.publicJwk] };
  const jwksPath = `/${pool.id}/.well-known/jwks.json`;
  const engine = await startAwsJsonEngine({
    targetPrefix: 'AWSCognitoIdentityProviderService',
    namespace: 'com.amazonaws.cognitoidentityprovider',
    validationError: 'InvalidParameterException',
    operations: {
      ...signInOperations({ pool, issuer, signingKey, tokens, steps }),
      ...challengeOperations({ pool, sessions, steps }),
      ...adminOperations(pool, invitations),
    },
    route: (exchange) => jwksAnswer(exchange, jwksPath, jwks),
    port: options.port,
    onInternalError: options.onInternalError,
  });
  const subs = new Map(options.users.map(({ email }) => [email, pool.findUser(email)?.sub ?? '']));
  return {
    ...engine,
    userPoolId: pool.id,
    clientId: pool.clientId,
    issuer,
    kid: signingKey.publicJwk.kid,
    jwks,
    jwksUrl: `${engine.url}${jwksPath}`,
    invitations: () => invitations.sent(),
    subs,
  };
}

function jwksAnswer({ method, target }: HttpExchange, path: string, jwks: object): HttpOutcome | undefined {
  if (method !== 'GET' || target !== path) return undefined;
  const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' };
  return { status: 200, headers, body: JSON.stringify(jwks) };
}
