import { problems } from '../../../../shared/api/problems';
import { routeEntries } from '../../../../shared/api/routes/routes';
import { documentText, schemas } from '../document/openapi-document';
import { mismatches } from '../document/schema-check';
import type { Exchange } from '../client/fuzz-client';

/** Texts that an error may hold though somebody sent them: they are ours. */
const OURS = `${documentText}${JSON.stringify(problems)}`;
const SHORTEST_CANARY = 6;

const timeouts = new Map<string, number>(routeEntries.map(([id, { timeoutSeconds }]) => [id, timeoutSeconds * 1000]));

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const problemFindings = ({ request, sent, answer }: Exchange): readonly string[] => {
  const body = parsed(answer.text);
  const { status, code } = Object(body) as { readonly status?: unknown; readonly code?: unknown };
  const described = request.operation.responses[String(answer.status)]?.description ?? '';
  const repeated = sent.submitted.filter(
    (text) => text.length >= SHORTEST_CANARY && answer.text.includes(text) && !OURS.includes(text),
  );
  return [
    ...mismatches(schemas.Problem ?? {}, body).map((mismatch) => `the problem is off its schema at ${mismatch}`),
    ...(status === answer.status ? [] : [`the problem says status ${String(status)}`]),
    ...(described.includes(`\`${String(code)}\``)
      ? []
      : [`code ${String(code)} is not documented for ${answer.status}`]),
    ...(repeated.length > 0 ? [`the error repeats what was sent: ${JSON.stringify(repeated[0]?.slice(0, 40))}`] : []),
  ];
};

const successFindings = ({ request, answer }: Exchange): readonly string[] => {
  const { content } = request.operation.responses[String(answer.status)] ?? {};
  if (content === undefined) return answer.text === '' ? [] : ['a body where the document has none'];
  const mediaType = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const form = content[mediaType];
  if (form === undefined) return [`media type ${mediaType} is not documented`];
  if (mediaType !== 'application/json') return [];
  const found = mismatches(form.schema ?? {}, parsed(answer.text));
  return found.map((mismatch) => `the answer is off its schema at ${mismatch}`);
};

const headerFindings = ({ answer: { status, headers, text } }: Exchange): readonly string[] => {
  const needs: readonly (readonly [string, RegExp, boolean])[] = [
    ['x-request-id', /^[0-9a-f-]{36}$/, true],
    ['cache-control', /no-store/, true],
    ['x-content-type-options', /^nosniff$/, true],
    ['content-type', /^application\/problem\+json$/, status >= 400],
    ['www-authenticate', /^Bearer/, status === 401],
    ['allow', /[A-Z]/, status === 405],
    [
      'retry-after',
      /^[1-9]\d*$/,
      status === 429 || status === 503 || (status === 409 && text.includes('"request-in-progress"')),
    ],
  ];
  return needs
    .filter(([name, form, applies]) => applies && !form.test(headers.get(name) ?? ''))
    .map(([name]) => `header ${name} is missing or wrong`);
};

/** What is wrong with an answer; empty where nothing is. */
const findingsOf = (exchange: Exchange): readonly string[] => {
  const { request, answer } = exchange;
  const isDocumented = request.operation.responses[String(answer.status)] !== undefined;
  const timeout = timeouts.get(request.operation.operationId) ?? 0;
  return [
    ...(answer.status >= 500 ? [`status ${answer.status}`] : []),
    ...(isDocumented ? [] : [`status ${answer.status} is not documented`]),
    ...headerFindings(exchange),
    ...(answer.status >= 400 ? problemFindings(exchange) : successFindings(exchange)),
    ...(answer.durationMs > timeout ? [`took ${Math.round(answer.durationMs)} ms, its timeout is ${timeout} ms`] : []),
  ];
};

/** @throws Error with what is wrong and a command that repeats the request */
export const checkAnswer = (exchange: Exchange): void => {
  const findings = findingsOf(exchange);
  if (findings.length === 0) return;
  const { request, answer, curl } = exchange;
  const lines = [
    `${request.operation.operationId} as ${request.caller} answered ${answer.status}:`,
    ...findings.map((finding) => `  - ${finding}`),
    answer.text.slice(0, 600),
    curl,
  ];
  throw new Error(lines.join('\n'));
};
