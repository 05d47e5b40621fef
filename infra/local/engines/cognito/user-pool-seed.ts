/** The user pool and its one app client. Ids are drawn at the first start and kept. */
export interface UserPoolSeed {
  /** `us-east-1_` + letters and digits; absent: drawn. */
  readonly id?: string;
  /** Lower-case letters and digits; absent: drawn. */
  readonly clientId?: string;
  /** At most 15, the default. */
  readonly accessTokenMinutes?: number;
  /** At most 15, the default. */
  readonly idTokenMinutes?: number;
  /** Default 12. A rotated refresh token lives for what remains of the first one's time. */
  readonly refreshTokenHours?: number;
  /** Groups that exist, besides those of the users seeded. */
  readonly groups?: readonly string[];
}

/** A user to ensure at start, found again by e-mail address; an existing one is left as it is. */
export interface UserSeed {
  /** The name to sign in with: the pool has `UsernameAttributes: ['email']`, so `username` is the `sub`. */
  readonly email: string;
  readonly password: string;
  readonly groups: readonly string[];
  /** `custom:covered_entity_id`: set here once, never changed. */
  readonly coveredEntityId?: string;
  /** Absent: drawn at the first start, then kept. */
  readonly sub?: string;
}
