import { type GatewayResponseType, gatewayResponses } from '../../../shared/api/gateway-responses';
import {
  type ProblemCode,
  type ProblemDefinition,
  problems,
  RETRY_AFTER_SECONDS,
  SECURITY_HEADERS,
} from '../../../shared/api/problems';
import type { HttpReply } from './http-reply';

/** The members that each class of error shows: a 5xx says nothing but where to look. */
const members = (code: string, problem: ProblemDefinition, requestId: string): Readonly<Record<string, unknown>> => {
  const common = { type: `/problems/${code}`, title: problem.title, status: problem.status, code };
  return problem.status >= 500
    ? { ...common, error_id: requestId }
    : { ...common, detail: problem.detail, request_id: requestId };
};

const headersOf = (status: number, requestId: string): Readonly<Record<string, string>> => ({
  ...SECURITY_HEADERS,
  'Content-Type': 'application/problem+json',
  'X-Request-Id': requestId,
  ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
  ...(status === 429 || status === 503 ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {}),
});

/** A problem that is not in the API's catalogue, for what is not part of the API. */
export const renderProblem = (code: string, problem: ProblemDefinition, requestId: string): HttpReply => ({
  status: problem.status,
  headers: headersOf(problem.status, requestId),
  body: JSON.stringify(members(code, problem, requestId)),
});

/** A problem of the catalogue. */
export const problemReply = (code: ProblemCode, requestId: string): HttpReply =>
  renderProblem(code, problems[code], requestId);

/** What API Gateway answers by itself, by its response type. */
export const gatewayReply = (type: GatewayResponseType, requestId: string): HttpReply =>
  problemReply(gatewayResponses[type], requestId);
