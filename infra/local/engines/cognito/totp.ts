import { Secret, TOTP } from 'otpauth';

/** 52 characters of base32, as those of Cognito. */
const SECRET_BYTES = 32;
/** One period before and one after, for clocks that differ. */
const WINDOW = 1;
const PERIOD_MILLISECONDS = 30_000;

/** A new secret, base32, as `AssociateSoftwareToken` answers it. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The period that a code is of, counted from the epoch; undefined for a wrong code. RFC 6238, SHA-1, six digits, 30 seconds. */
export function periodOf(code: string, secret: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const timestamp = now.getTime();
  const delta = new TOTP({ secret: Secret.fromBase32(secret) }).validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? undefined : Math.floor(timestamp / PERIOD_MILLISECONDS) + delta;
}
