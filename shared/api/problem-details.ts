import { type ProblemCode, type ProblemDefinition, problems, RETRY_AFTER_SECONDS, SECURITY_HEADERS } from './problems';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export interface ProblemIds {
  readonly requestId: string;
  readonly errorId: string;
}

/** Problem details (RFC 9457): below 500 with the request's id, from 500 on with nothing but an id to quote. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly request_id?: string;
  readonly error_id?: string;
}

/** The body of a problem, for handlers, the gateway's own responses, and the local gateway alike. */
export const problemBody = (code: ProblemCode, { requestId, errorId }: ProblemIds): ProblemBody => {
  const { status, title, detail }: ProblemDefinition = problems[code];
  const common = { type: `/problems/${code}`, title, status, code };
  return status >= 500 ? { ...common, error_id: errorId } : { ...common, detail, request_id: requestId };
};

/** The headers of a problem. */
export const problemHeaders = (code: ProblemCode, requestId: string): Record<string, string> => {
  const { status }: ProblemDefinition = problems[code];
  return {
    ...SECURITY_HEADERS,
    'Content-Type': PROBLEM_MEDIA_TYPE,
    'X-Request-Id': requestId,
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    ...(status === 429 || status === 503 || code === 'request-in-progress'
      ? { 'Retry-After': String(RETRY_AFTER_SECONDS) }
      : {}),
  };
};
