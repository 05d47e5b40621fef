import * as z from 'zod';
import { AwsError } from './aws-error';
import type { CallCounter } from './call-counter';
import type { HttpAnswer, HttpExchange, HttpOutcome } from './http-outcome';
import { type RecordedRequest, recordedRequest } from './recorded-request';
import type { Newest } from '../newest';
import type { FaultRegistry } from '../faults/fault-registry';
import type { FaultService } from '../faults/fault';
import { playFault } from '../faults/play-fault';

/** One API operation: input as parsed from JSON, output as it goes out. Refuses by throwing `AwsError`. */
export type JsonOperation = (input: unknown) => Promise<object>;

/** A service of the AWS JSON 1.1 protocol. @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export interface AwsJsonService {
  /** The part of `X-Amz-Target` before the dot, such as `TrentService`. */
  readonly targetPrefix: string;
  /** Namespace in `__type`, such as `com.amazonaws.kms`. */
  readonly namespace: string;
  /** The name under which the service reports malformed input. */
  readonly validationError: 'ValidationException' | 'InvalidParameterException';
  readonly operations: Readonly<Record<string, JsonOperation>>;
  readonly faults?: { readonly registry: FaultRegistry; readonly service: FaultService };
  readonly calls: CallCounter;
  /** Absent: requests are not kept. */
  readonly requests?: Newest<RecordedRequest>;
  readonly onInternalError?: (error: unknown) => void;
}

/** Thrown where the input's shape is wrong; the service answers its own validation error. */
class MalformedInputError extends Error {}

/** Joins an input schema to the code that runs on it. Unknown members are ignored, as AWS does. */
export function operation<S extends z.ZodType>(
  schema: S,
  run: (input: z.output<S>) => Promise<object> | object,
): JsonOperation {
  return async (input) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return run(parsed.data);
    const paths = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'input'}: ${code}`);
    throw new MalformedInputError(`Invalid input: ${paths.join('; ')}`);
  };
}

/** A blob as JSON carries it. Limits are in bytes. */
export function blob(minimum: number, maximum: number) {
  return z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine(({ byteLength }) => byteLength >= minimum && byteLength <= maximum);
}

/** Answers one request of the service, faults first. */
export async function answerAwsJson(service: AwsJsonService, exchange: HttpExchange): Promise<HttpOutcome> {
  const operationName = operationOf(service, exchange);
  const errorAnswer = (name: string) =>
    awsJsonError(service.namespace, new AwsError(name, 'A fault of the local stack.'), exchange.requestId);
  if (operationName === undefined) {
    return awsJsonError(service.namespace, new AwsError('UnknownOperationException', ''), exchange.requestId);
  }
  service.calls.count(operationName);
  service.requests?.add(recordedRequest(operationName, exchange.body));
  const fault = service.faults?.registry.take({ service: service.faults.service, operation: operationName });
  return playFault(fault, () => runOperation(service, operationName, exchange), errorAnswer);
}

async function runOperation(service: AwsJsonService, name: string, exchange: HttpExchange): Promise<HttpAnswer> {
  try {
    const run = service.operations[name];
    if (run === undefined) throw new AwsError('UnknownOperationException', '');
    return awsJsonAnswer(200, await run(parseJson(exchange.body)), exchange.requestId);
  } catch (error) {
    if (error instanceof AwsError) return awsJsonError(service.namespace, error, exchange.requestId);
    if (error instanceof MalformedInputError) {
      return awsJsonError(service.namespace, new AwsError(service.validationError, error.message), exchange.requestId);
    }
    service.onInternalError?.(error);
    return awsJsonError(service.namespace, new AwsError('InternalFailure', ''), exchange.requestId);
  }
}

/** The error shape of the JSON protocols: `__type`, `message`, and the header that the SDK reads first. */
export function awsJsonError(namespace: string, error: AwsError, requestId: string): HttpAnswer {
  const body = { __type: `${namespace}#${error.name}`, message: error.message, ...error.members };
  const answer = awsJsonAnswer(error.status, body, requestId);
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': error.name } };
}

function awsJsonAnswer(status: number, body: object, requestId: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: JSON.stringify(body),
  };
}

/** `{}` for an empty body, as for operations without input. */
function parseJson(body: Buffer): unknown {
  if (body.byteLength === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON.');
  }
}

/** The API name in `X-Amz-Target: Prefix.Name`, if it is one of this service's. */
function operationOf(service: AwsJsonService, exchange: HttpExchange): string | undefined {
  const target = exchange.headers['x-amz-target'];
  if (exchange.method !== 'POST' || typeof target !== 'string') return undefined;
  const [prefix, name, ...rest] = target.split('.');
  if (prefix !== service.targetPrefix || name === undefined || rest.length > 0) return undefined;
  return Object.hasOwn(service.operations, name) ? name : undefined;
}
