import * as z from 'zod';

export const StoredUser = z.strictObject({
  /** Also the `username`: the pool has `UsernameAttributes: ['email']`. */
  sub: z.uuid(),
  email: z.string(),
  /** `custom:…` and standard attributes beside `sub`, `email`, `email_verified`. */
  attributes: z.record(z.string(), z.string()),
  groups: z.array(z.string()),
  status: z.enum(['CONFIRMED', 'FORCE_CHANGE_PASSWORD']),
  enabled: z.boolean(),
  createdAt: z.number(),
  modifiedAt: z.number(),
  /** Absent: no password set yet. */
  password: z.strictObject({ salt: z.base64(), hash: z.base64() }).optional(),
  /** For the flow USER_SRP_AUTH, hexadecimal; demo users have none and sign in by password. */
  srp: z.strictObject({ salt: z.hex(), verifier: z.hex() }).optional(),
  /** The second factor, once it is set up; a code counts in one later period than the last. */
  totp: z.strictObject({ secret: z.string(), lastPeriod: z.int() }).optional(),
});
export type StoredUser = z.output<typeof StoredUser>;

/** What one sign-in started: the tokens that share its `origin_jti`. */
export const TokenFamily = z.strictObject({
  originJti: z.uuid(),
  sub: z.uuid(),
  eventId: z.uuid(),
  /** Seconds. */
  authTime: z.number(),
  /** Milliseconds: rotation does not extend it. */
  expiresAt: z.number(),
  revoked: z.boolean(),
  /** How often the refresh token was rotated; only the newest generation is valid. */
  generation: z.int(),
  /** Base64; refresh tokens are MACs of their generation under it. */
  secret: z.base64(),
});
export type TokenFamily = z.output<typeof TokenFamily>;

export const UserPoolState = z.strictObject({
  id: z.string(),
  clientId: z.string(),
  groups: z.array(z.string()),
  users: z.array(StoredUser),
  families: z.array(TokenFamily),
});
export type UserPoolState = z.output<typeof UserPoolState>;
