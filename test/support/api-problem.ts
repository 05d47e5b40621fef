import * as z from 'zod';
import type { StackResponse } from './stack-request';

const Problem = z.looseObject({ code: z.string(), status: z.number() });

/** The problem code of an answer that must be problem details whose `status` is the HTTP status (RFC 9457). */
export const problemCode = (response: StackResponse): string => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = Problem.parse(response.json);
  expect(problem.status).toBe(response.status);
  return problem.code;
};

/** What every answer carries, right or wrong. */
export const expectCommonHeaders = (response: StackResponse): void => {
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(response.headers.get('x-powered-by')).toBeNull();
  expect(response.headers.get('server')).toBeNull();
};
