import type { APIGatewayProxyResult } from 'aws-lambda';
import { problemBody, problemHeaders } from '../../shared/api/problem-details';
import type { ProblemCode } from '../../shared/api/problems';
import type { FieldProblem } from '../../shared/domain/result';

export interface ProblemAnswer {
  readonly code: ProblemCode;
  readonly requestId: string;
  readonly errorId: string;
  readonly fields: readonly FieldProblem[];
}

/** The response that tells a problem (RFC 9457). */
export const problemResponse = ({ code, requestId, errorId, fields }: ProblemAnswer): APIGatewayProxyResult => {
  const body = problemBody(code, { requestId, errorId });
  return {
    statusCode: body.status,
    headers: problemHeaders(code, requestId),
    body: JSON.stringify(fields.length > 0 ? { ...body, errors: fields } : body),
  };
};
