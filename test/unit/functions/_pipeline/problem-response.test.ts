import { problemResponse } from '../../../../functions/_pipeline/problem-response';
import { type ProblemCode, problems } from '../../../../shared/api/problems';
import { KEY_ID, REQUEST } from '../../../support/synthetic-parties';

const ids = { requestId: REQUEST, errorId: KEY_ID };
const codes = Object.keys(problems) as ProblemCode[];
const told = (code: ProblemCode, fields: readonly { readonly path: string; readonly code: string }[] = []) => {
  const { body, ...response } = problemResponse({ code, ...ids, fields });
  return { ...response, problem: JSON.parse(body) as Record<string, unknown> };
};
const below500 = codes.filter((code) => problems[code].status < 500);
const from500 = codes.filter((code) => problems[code].status >= 500);

describe('RFC 9457: every error is a problem', () => {
  it.each(codes)('%s: status in body and answer agree, and nothing is cached', (code) => {
    const { statusCode, headers, problem } = told(code);
    expect([problem.status, problem.code, problem.type]).toEqual([statusCode, code, `/problems/${code}`]);
    expect(headers).toMatchObject({
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': REQUEST,
    });
  });

  it.each(below500)('%s: tells what to do, and the request’s id', (code) => {
    const { problem } = told(code);
    expect(Object.keys(problem).sort()).toEqual(['code', 'detail', 'request_id', 'status', 'title', 'type']);
    expect(problem.request_id).toBe(REQUEST);
  });

  it.each(from500)('%s: carries an error id to quote, and nothing else of the request', (code) => {
    const { problem } = told(code);
    expect(Object.keys(problem).sort()).toEqual(['code', 'error_id', 'status', 'title', 'type']);
    expect(problem.error_id).toBe(KEY_ID);
  });

  it.each(codes)('%s: names no AWS service and no path', (code) => {
    expect(JSON.stringify(told(code).problem)).not.toMatch(/dynamo|kms|aws|lambda|cognito|arn:|node_modules|\.ts/i);
  });

  it('lists wrong fields where there are some', () => {
    const fields = [{ path: 'value', code: 'required' }];
    expect(told('invalid-request', fields).problem.errors).toEqual(fields);
  });
});

describe('headers that clients act on', () => {
  const having = (name: string): readonly ProblemCode[] =>
    codes.filter((code) => told(code).headers?.[name] !== undefined);

  it('WWW-Authenticate with every 401 and nothing else', () => {
    expect(having('WWW-Authenticate')).toEqual(codes.filter((code) => problems[code].status === 401));
  });

  it('Retry-After with every 429 and 503, with a twin that is undecided, and nothing else', () => {
    const waiting = (code: ProblemCode) => code === 'request-in-progress' || [429, 503].includes(problems[code].status);
    expect(having('Retry-After')).toEqual(codes.filter(waiting));
  });
});
