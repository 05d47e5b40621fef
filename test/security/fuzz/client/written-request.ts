import type { FuzzRequest } from '../generate/requests';
import { isRecord, Known, LEFT_OUT, RawJson, RawText } from '../generate/drawn';

/** A request as it goes over the wire, but for its token. */
export interface WrittenRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | undefined;
  /** The JSON body with things looked up, where it is one. */
  readonly json: unknown;
  /** Texts of the caller's that no error may repeat. */
  readonly submitted: readonly string[];
}

type LookUp = (known: Known, path: Readonly<Record<string, unknown>>) => unknown;

/** A value with its things looked up; what is not known is left out of its object. */
const lookedUp = (value: unknown, lookUp: (known: Known) => unknown): unknown => {
  if (value instanceof Known) return lookUp(value);
  if (Array.isArray(value)) return value.map((item: unknown) => lookedUp(item, lookUp));
  if (!isRecord(value)) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, member] of Object.entries(value)) {
    const found = lookedUp(member, lookUp);
    if (found !== undefined) copy[name] = found;
  }
  return copy;
};

const jsonText = (value: unknown): string => {
  if (value instanceof RawJson) return value.text;
  if (value instanceof RawText) return JSON.stringify(value.text);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value === undefined || value === LEFT_OUT ? null : value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`);
  return `{${members.join(',')}}`;
};

const plainText = (value: unknown): string => {
  if (value instanceof RawText || value instanceof RawJson) return value.text;
  return typeof value === 'string' ? value : jsonText(value);
};

const urlText = (value: unknown): string =>
  // Node.js sends no character above U+00FF in a request line.
  value instanceof RawText
    ? value.text.replace(/[\u0100-\uffff]/g, '')
    : encodeURIComponent(plainText(value).toWellFormed());

/** What a header's value may hold; the rest never leaves the client. */
const headerText = (value: unknown): string => plainText(value).replace(/[^\t\x20-\x7e\x80-\xff]/g, '');

const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (value instanceof RawText || value instanceof RawJson) return [value.text];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isRecord(value) ? [...Object.keys(value), ...Object.values(value).flatMap(textsOf)] : [];
};

/** API Gateway's limit is 10,240 bytes; what passes it is a case of its own. */
const LONGEST_TARGET = 6_000;

/** Writes a request, with things of the stack looked up. */
export const written = (request: FuzzRequest, lookUp: LookUp): WrittenRequest => {
  const path: Record<string, unknown> = {};
  const find = (value: unknown): unknown => lookedUp(value, (known) => lookUp(known, path));
  for (const [name, value] of Object.entries(request.path)) path[name] = find(value) ?? '-';
  const pathText = request.operation.path.replace(/\{(\w+)\}/g, (_, name: string) => urlText(path[name]));
  const query = request.query
    .map(([name, value]) => [name, find(value)] as const)
    .filter(([, value]) => value !== undefined);
  const queryText = query.map(([name, value]) => `${urlText(name)}=${urlText(value)}`).join('&');
  const headers = request.headers
    .map(([name, value]) => [name, find(value)] as const)
    .filter(([, value]) => value !== undefined);
  const json = request.body.kind === 'json' ? find(request.body.value) : undefined;
  const body =
    request.body.kind === 'json'
      ? Buffer.from(jsonText(json), 'utf8')
      : request.body.kind === 'bytes'
        ? request.body.bytes
        : undefined;
  const type = request.contentType === undefined ? [] : [['Content-Type', request.contentType] as const];
  const written = [...headers.map(([name, value]) => [name, headerText(value)] as const), ...type];
  return {
    method: request.operation.method,
    target: `/api/v1${pathText}${queryText === '' ? '' : `?${queryText}`}`.slice(0, LONGEST_TARGET),
    headers: written,
    body,
    json,
    submitted: [
      ...Object.values(path).flatMap(textsOf),
      ...query.flatMap(([name, value]) => [name, ...textsOf(value)]),
      ...written.flatMap(([name, value]) => [name, value]),
      ...textsOf(json),
      ...(request.body.kind === 'bytes' ? [Buffer.from(request.body.bytes).toString('utf8')] : []),
    ],
  };
};

const shellWord = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text)
    ? `'${text.replaceAll("'", `'\\''`)}'`
    : `"$(base64 -d <<<${Buffer.from(text, 'latin1').toString('base64')})"`;

/** The request for a shell; the caller puts their token into `$TOKEN`. */
export const curlCommand = (
  origin: string,
  { method, target, headers, body }: WrittenRequest,
  hasToken: boolean,
): string => {
  const words = [
    `curl -i -X ${method} ${shellWord(`${origin}${target}`)}`,
    ...(hasToken ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...headers.map(([name, value]) => `-H ${shellWord(value === '' ? `${name};` : `${name}: ${value}`)}`),
  ];
  if (body === undefined) return words.join(' ');
  const text = Buffer.from(body).toString('utf8');
  return /^[\x20-\x7e]*$/.test(text) && text.length < 4000
    ? [...words, `--data-binary ${shellWord(text)}`].join(' ')
    : `base64 -d <<<${Buffer.from(body).toString('base64').slice(0, 8000)} | ${words.join(' ')} --data-binary @-`;
};
