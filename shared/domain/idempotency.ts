/** What a key may be: 1 to 128 visible ASCII characters. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;

/** How long a key is kept. */
export const IDEMPOTENCY_TTL_MS = 24 * 60 * 60 * 1000;

/** A request that its client may repeat: the key that the client gave it, and what it asked for. */
export interface RepeatableRequest {
  readonly key: string;
  /** Path variables, query, and body as sent, in canonical JSON. */
  readonly asked: string;
}

/**
 * JSON with sorted keys and no white space, so that equal values are equal texts (RFC 8785 in spirit; what is compared is
 * always our own form). For values that a JSON parser made.
 */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
};
