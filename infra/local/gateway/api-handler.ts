import type { IncomingMessage } from 'node:http';
import { gatewayCorsHeaders } from '../../../shared/api/cors';
import { type GatewayResponseType, GATEWAY_TIMEOUT_MS } from '../../../shared/api/gateway-responses';
import { STAGE_NAME } from '../../../shared/api/routes/routes';
import { functionDefinitions } from '../../../shared/api/functions';
import type { InvocationOutcome } from '../lambda/invocation-outcome';
import type { AuthorizerClaims, CognitoAuthorizer } from './cognito-authorizer';
import { gatewayReply } from './gateway-problem';
import type { HttpReply } from './http-reply';
import { headerValues, proxyEvent } from './proxy-event';
import { replyOf } from './proxy-result';
import { readBody } from './read-body';
import { matchResource, type ResourceMatch } from './resource-index';

/** Lambda's limit of a synchronous event, in bytes. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** Base64 makes four bytes of three: no longer body can fit into an event. */
const MAX_BODY_BYTES = (MAX_EVENT_BYTES / 4) * 3;

export interface ApiHandlerOptions {
  readonly authorizer: Pick<CognitoAuthorizer, 'authorize'>;
  readonly invoke: (functionId: string, payload: string) => Promise<InvocationOutcome>;
  readonly now: () => Date;
  /** Default: 29 s, as API Gateway. */
  readonly timeoutMs?: number;
  /** Default: no CORS. */
  readonly allowedOrigins?: readonly string[];
}

export interface ApiRequest {
  readonly request: IncomingMessage;
  readonly requestId: string;
  /** As sent, such as `/api/v1/session`. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

interface Integration {
  readonly functionId: string;
  readonly claims: AuthorizerClaims | undefined;
}

const functionIds = new Map(
  functionDefinitions.flatMap((each) => (each.kind === 'route' ? [[each.operationId, each.id] as const] : [])),
);

const matchOrMalformed = (path: string): ResourceMatch | 'malformed' | undefined => {
  try {
    return matchResource(path);
  } catch {
    return 'malformed';
  }
};

const afterTimeout = <T>(work: Promise<T>, timeoutMs: number): Promise<T | 'timeout'> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve('timeout');
    }, timeoutMs);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });

/** The REST API: route, authorizer, limits, integration, each refusal as its gateway response. */
export class ApiHandler {
  readonly #options: ApiHandlerOptions;

  constructor(options: ApiHandlerOptions) {
    this.#options = options;
  }

  /** @returns undefined when the client has gone away */
  async answer(call: ApiRequest): Promise<HttpReply | undefined> {
    const path = call.path.slice(STAGE_NAME.length + 1);
    const match = matchOrMalformed(path);
    if (match === undefined) return this.#refuse('MISSING_AUTHENTICATION_TOKEN', call.requestId);
    if (match === 'malformed') return this.#refuse('BAD_REQUEST_PARAMETERS', call.requestId);
    const integration = this.#integrationOf(call.request, match);
    if (integration === undefined) return this.#refuse('UNAUTHORIZED', call.requestId);
    const body = await readBody(call.request, MAX_BODY_BYTES);
    if (body === 'aborted') return undefined;
    if (body === 'too-large') return this.#refuse('REQUEST_TOO_LARGE', call.requestId);
    const now = this.#options.now();
    const payload = JSON.stringify(proxyEvent({ ...call, path, match, body, now, claims: integration.claims }));
    if (Buffer.byteLength(payload, 'utf8') > MAX_EVENT_BYTES) return this.#refuse('REQUEST_TOO_LARGE', call.requestId);
    return this.#integrate(integration.functionId, payload, call.requestId);
  }

  #refuse(type: GatewayResponseType, requestId: string): HttpReply {
    const reply = gatewayReply(type, requestId);
    return { ...reply, headers: { ...reply.headers, ...gatewayCorsHeaders(this.#options.allowedOrigins ?? []) } };
  }

  /** Undefined: the authorizer refuses. A method that the path does not have goes to one function, without a token. */
  #integrationOf(request: IncomingMessage, match: ResourceMatch): Integration | undefined {
    const operation = match.resource.methods.get(request.method ?? '');
    if (operation === undefined) return { functionId: 'MethodNotAllowed', claims: undefined };
    const functionId = functionIds.get(operation.operationId) ?? operation.operationId;
    if (operation.route.access.kind === 'public') return { functionId, claims: undefined };
    const claims = this.#options.authorizer.authorize(headerValues(request, 'authorization'));
    return claims === undefined ? undefined : { functionId, claims };
  }

  async #integrate(functionId: string, payload: string, requestId: string): Promise<HttpReply> {
    const { invoke, timeoutMs = GATEWAY_TIMEOUT_MS } = this.#options;
    const refuse = (type: GatewayResponseType): HttpReply => this.#refuse(type, requestId);
    const outcome = await afterTimeout(invoke(functionId, payload), timeoutMs);
    if (outcome === 'timeout') return refuse('INTEGRATION_TIMEOUT');
    if (outcome.kind === 'answered') return replyOf(outcome.payload) ?? refuse('DEFAULT_5XX');
    return refuse(outcome.reason === 'throttled' ? 'THROTTLED' : 'INTEGRATION_FAILURE');
  }
}
