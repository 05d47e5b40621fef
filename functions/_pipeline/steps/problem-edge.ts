import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { type ProblemCode, type ProblemDefinition, problems } from '../../../shared/api/problems';
import { auditEvents, type EventFacts } from '../../../shared/application/call';
import { homeTree } from '../../../shared/domain/tenant';
import type { CountName } from '../../../shared/config/metrics';
import { DependencyUnavailableError, StoredRecordError } from '../../../shared/ports/errors';
import type { Exchange } from '../exchange';
import { problemResponse } from '../problem-response';
import { Refused } from '../refused';

const DENIALS = new Set([401, 403, 404]);

const codeOf = (error: unknown): ProblemCode => {
  if (error instanceof Refused) return error.code;
  if (error instanceof StoredRecordError) return 'record-integrity-failure';
  return error instanceof DependencyUnavailableError ? 'service-unavailable' : 'internal-error';
};

const statusOf = (code: ProblemCode): number => {
  const { status }: ProblemDefinition = problems[code];
  return status;
};

/** The tree of a refusal's event: the call's own, or the actor's home where the call never got that far. */
const treeOf = (exchange: Exchange): string => {
  try {
    return exchange.tree();
  } catch {
    return homeTree(exchange.caller.tenancy);
  }
};

/** Outages with an alarm of their own: without the audit trail or KMS, no PHI operation works. */
const OUTAGES: Partial<Record<DependencyUnavailableError['dependency'], CountName>> = {
  audit: 'AuditAppendFailed',
  kms: 'KmsUnavailable',
};

/** Logs what a developer needs to find the cause: class names and frames, never a message. */
const report = ({ deps, requestId, operationId }: Exchange, error: unknown, errorId: string): void => {
  const fields = { request_id: requestId, error_id: errorId, operation: operationId, error };
  if (error instanceof DependencyUnavailableError) {
    deps.metrics.count(OUTAGES[error.dependency] ?? 'DependencyUnavailable');
    deps.logger.error('dependency unavailable', { ...fields, dependency: error.dependency });
  } else if (!(error instanceof Refused)) {
    if (error instanceof StoredRecordError) deps.metrics.count('StoredRecordIntegrityFailure');
    deps.logger.error('unexpected error', fields);
  }
};

/**
 * Whether the audit trail can still be asked to record this. After it has itself failed, a second try would only double
 * the client's wait for the same 503.
 */
const canRecord = (exchange: Exchange, error: unknown): boolean =>
  exchange.actor !== undefined &&
  !exchange.audited &&
  !(error instanceof DependencyUnavailableError && error.dependency === 'audit');

/** What the events say: the refusal's own accounts, or the same of every patient whom the request names. */
const factsOf = (exchange: Exchange, error: unknown, code: ProblemCode): readonly EventFacts[] => {
  const status_code = statusOf(code);
  if (error instanceof Refused && error.accounts.length > 0) {
    return error.accounts.map((account) => ({ ...account, status_code }));
  }
  const outcome = DENIALS.has(status_code) ? 'denied' : 'failure';
  return exchange.patients().map((patient_id) => ({ patient_id, outcome, status_code, reason_code: code }));
};

/**
 * Records the refusal or failure; a refusal that cannot be recorded becomes what kept it from being, an outage (503) or a
 * defect of ours (500); a failure stays what it is.
 */
const record = async (exchange: Exchange, error: unknown, code: ProblemCode, errorId: string): Promise<ProblemCode> => {
  const call = exchange.call(treeOf(exchange));
  try {
    await exchange.deps.audit.record(auditEvents(call, factsOf(exchange, error, code), exchange.deps));
    exchange.audited = true;
    return code;
  } catch (failure) {
    report(exchange, failure, errorId);
    return statusOf(code) >= 500 ? code : codeOf(failure);
  }
};

/** The edge, where an error becomes a problem, once: audited if the caller is known, and never with a submitted value. */
export const problemEdge: MiddlewareObj<Exchange, APIGatewayProxyResult> = {
  onError: async (request) => {
    const { event: exchange, error } = request;
    const errorId = exchange.deps.randomness.uuid();
    report(exchange, error, errorId);
    const code = codeOf(error);
    if (code === 'phi-integrity-failure') exchange.deps.metrics.count('PhiIntegrityFailure');
    const told = canRecord(exchange, error) ? await record(exchange, error, code, errorId) : code;
    exchange.refusedWith = told;
    await exchange.touch;
    request.response = problemResponse({
      code: told,
      requestId: exchange.requestId,
      errorId,
      // Where the refusal became a failure, its fields are as little told as the refusal itself.
      fields: error instanceof Refused && told === code ? error.fields : [],
    });
  },
};
