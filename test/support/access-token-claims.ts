import { API_SCOPE } from '../../shared/domain/api-scope';
import { after, HOUR, MINUTE, NOON } from './movable-clock';
import { ENTITY_A, SESSION, USER } from './synthetic-parties';

export const CLIENT_ID = '4example5client6id';

const seconds = (instant: Date): string => String(Math.floor(instant.getTime() / 1000));

/** The claims of a tenant admin's access token, all of them text, as API Gateway's authorizer hands them over. */
export const accessTokenClaims = (
  changes: Readonly<Record<string, unknown>> = {},
  now: Date = NOON,
): Record<string, unknown> => ({
  sub: USER,
  origin_jti: SESSION,
  token_use: 'access',
  client_id: CLIENT_ID,
  scope: `openid ${API_SCOPE}`,
  'cognito:groups': 'admin',
  covered_entity_id: ENTITY_A,
  auth_time: seconds(after(now, -MINUTE)),
  exp: seconds(after(now, HOUR)),
  ...changes,
});
