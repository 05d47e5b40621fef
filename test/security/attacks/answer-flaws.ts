import type { StackResponse } from '../../support/stack-request';

/** What an error may have: RFC 9457's members and ours. */
const PROBLEM_MEMBERS = new Set(['type', 'title', 'status', 'code', 'detail', 'request_id', 'error_id', 'errors']);

/** Words of our engine room: none of them may stand in an error. */
const INTERNAL =
  /dynamodb|dynamo|kms|cognito|lambda|amazonaws|arn:aws|at \w+ \(|node_modules|\.ts:|\.js:|ZodError|TypeError|SyntaxError|ECONN/i;

const MAX_ERROR_CHARACTERS = 4096;

const membersOf = (json: unknown): Readonly<Record<string, unknown>> =>
  Object(json) as Readonly<Record<string, unknown>>;

const headerFlaws = ({ headers }: StackResponse): readonly (string | false)[] => [
  headers.get('cache-control') !== 'no-store' && `Cache-Control is ${String(headers.get('cache-control'))}`,
  headers.get('x-content-type-options') !== 'nosniff' && 'no nosniff',
  !/^[0-9a-f-]{36}$/.test(headers.get('x-request-id') ?? '') && 'no X-Request-Id',
  headers.has('server') && 'a server banner',
  headers.has('x-powered-by') && 'a technology banner',
  headers.has('set-cookie') && 'a cookie',
  [...headers.keys()].some((name) => name.startsWith('access-control-')) && 'CORS, though no origin is allowed',
];

const errorFlaws = ({ status, headers, text, json }: StackResponse): readonly (string | false)[] => {
  const problem = membersOf(json);
  const unknown = Object.keys(problem).filter((name) => !PROBLEM_MEMBERS.has(name));
  return [
    headers.get('content-type') !== 'application/problem+json' && 'an error that is no problem details',
    problem.status !== status && 'a problem whose status is not the HTTP status',
    typeof problem.code !== 'string' && 'a problem without a code',
    problem.request_id !== undefined &&
      problem.request_id !== headers.get('x-request-id') &&
      'a problem of another request id',
    unknown.length > 0 && `a problem with the members ${unknown.join(', ')}`,
    INTERNAL.test(text) && 'a problem that names what is inside',
    text.length > MAX_ERROR_CHARACTERS && 'a problem that is as long as its request',
    status === 401 && !(headers.get('www-authenticate') ?? '').startsWith('Bearer') && '401 without WWW-Authenticate',
    status === 405 && !headers.has('allow') && '405 without Allow',
    (status === 429 || status === 503) && !headers.has('retry-after') && `${status} without Retry-After`,
  ];
};

/** What is wrong with an answer, whatever was asked while AWS is healthy: 5xx, missing headers, banners, loose tongues. */
export const flawsOf = (answer: StackResponse): readonly string[] => {
  const { status, headers, text } = answer;
  const flaws = [
    ...headerFlaws(answer),
    status >= 500 && `answered ${status}`,
    text !== '' && !headers.has('content-type') && 'a body without a media type',
    ...(status >= 400 && text !== '' ? errorFlaws(answer) : []),
  ];
  return flaws.filter((flaw) => flaw !== false);
};
