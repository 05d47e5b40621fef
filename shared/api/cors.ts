import { PROBLEM_HEADERS } from './problems';

/** What a page of another origin may send beside what every request may (Fetch standard, CORS). */
const REQUEST_HEADERS = ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'X-Purpose-Of-Use'] as const;

/** What such a page may read of an answer. */
const EXPOSED_HEADERS = ['ETag', 'Idempotency-Replayed', 'Location', ...PROBLEM_HEADERS] as const;

/** How long a browser may keep a preflight's answer, in seconds. */
const PREFLIGHT_SECONDS = 600;

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';
const EXPOSE = { 'Access-Control-Expose-Headers': EXPOSED_HEADERS.join(', ') } as const;

/**
 * The headers with which a function's answer names the caller's origin, where that is allowed. No credentials: a page
 * sends its access token itself, and cookies mean nothing here.
 * @param origin the header `Origin` of the request
 */
export const corsHeaders = (
  origin: string | undefined,
  allowed: readonly string[],
): Readonly<Record<string, string>> => {
  if (allowed.length === 0) return {};
  const vary = { Vary: 'Origin' } as const;
  return origin !== undefined && allowed.includes(origin) ? { [ALLOW_ORIGIN]: origin, ...EXPOSE, ...vary } : vary;
};

/** The headers of a preflight's answer beside `corsHeaders`. */
export const preflightHeaders = (methods: readonly string[]): Readonly<Record<string, string>> => ({
  'Access-Control-Allow-Methods': methods.join(', '),
  'Access-Control-Allow-Headers': REQUEST_HEADERS.join(', '),
  'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
});

/**
 * The headers of what the gateway answers by itself. It cannot compare origins: with one allowed origin it names that
 * one, with several `*`. Its answers are the same for everybody and say nothing of anybody's data.
 */
export const gatewayCorsHeaders = (allowed: readonly string[]): Readonly<Record<string, string>> => {
  const [only, ...others] = allowed;
  if (only === undefined) return {};
  return { [ALLOW_ORIGIN]: others.length === 0 ? only : '*', ...EXPOSE };
};
