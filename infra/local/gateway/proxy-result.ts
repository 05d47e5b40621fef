import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod';
import type { HttpReply } from './http-reply';

const HeaderValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** What a function with proxy integration must return; other members are refused by API Gateway. */
const ProxyResult = z.strictObject({
  statusCode: z
    .union([z.int(), z.string().regex(/^\d{3}$/)])
    .transform(Number)
    .pipe(z.int().min(100).max(599)),
  headers: z.record(z.string(), HeaderValue).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(HeaderValue)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

const DROPPED_HEADERS = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

const parseJson = (payload: string): unknown => {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
};

const headersOf = (result: z.output<typeof ProxyResult>): Record<string, readonly string[]> => {
  const headers = new Map<string, { readonly name: string; readonly values: string[] }>();
  const add = (name: string, values: readonly string[]): void => {
    const lower = name.toLowerCase();
    if (DROPPED_HEADERS.has(lower)) return;
    const entry = headers.get(lower) ?? { name, values: [] };
    entry.values.push(...values.filter((value) => !entry.values.includes(value)));
    headers.set(lower, entry);
  };
  add('Content-Type', []);
  for (const [name, values] of Object.entries(result.multiValueHeaders ?? {})) add(name, values);
  for (const [name, value] of Object.entries(result.headers ?? {})) add(name, [value]);
  const contentType = headers.get('content-type');
  if (contentType?.values.length === 0) contentType.values.push('application/json');
  return Object.fromEntries([...headers.values()].map(({ name, values }) => [name, values]));
};

const areSendable = (headers: Readonly<Record<string, readonly string[]>>): boolean => {
  try {
    for (const [name, values] of Object.entries(headers)) {
      validateHeaderName(name);
      for (const value of values) validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
};

/** The HTTP response that a function's result stands for; undefined for a malformed result. */
export const replyOf = (payload: string): HttpReply | undefined => {
  const parsed = ProxyResult.safeParse(parseJson(payload));
  if (!parsed.success) return undefined;
  const headers = headersOf(parsed.data);
  if (!areSendable(headers)) return undefined;
  const { statusCode, body, isBase64Encoded } = parsed.data;
  return {
    status: statusCode,
    headers,
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
};
