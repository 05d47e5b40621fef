import middy from '@middy/core';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import type * as z from 'zod';
import { BASE_PATH } from '../../shared/api/base-path';
import { type ProblemCode, SECURITY_HEADERS } from '../../shared/api/problems';
import type { Representation } from '../../shared/api/representations/representation';
import type { MediaType, RouteDefinition } from '../../shared/api/routes/route-definition';
import type { OperationId, Routes } from '../../shared/api/routes/routes';
import type { Call, PhiCall } from '../../shared/application/call';
import type { Creation } from '../../shared/application/create-once';
import type { Actor } from '../../shared/domain/actor';
import type { EmergencyGrant } from '../../shared/domain/emergency-grant';
import { PHI_CATEGORIES, type PhiCategory } from '../../shared/domain/phi-category';
import { type FieldProblem, isRefusal, type Refusal } from '../../shared/domain/result';
import { type Audited, isAudited } from '../../shared/ports/audit-trail';
import type { Exchange, PipelineDependencies } from './exchange';
import { Refused } from './refused';
import { checkForm, represent, type Representers } from './represent';
import { authentication } from './steps/authentication';
import { type AsksForEmergency, baaGate, type CategoriesOf } from './steps/baa-gate';
import { earlyReads, type Prepare } from './steps/early-reads';
import { emergencyGrant, type GrantIn } from './steps/emergency-grant';
import { problemEdge } from './steps/problem-edge';
import { purposeCheck } from './steps/purpose-check';
import { regionGuard } from './steps/region-guard';
import { requestCheck } from './steps/request-check';
import { requestLog } from './steps/request-log';
import { roleCheck } from './steps/role-check';
import { sessionCheck } from './steps/session-check';
import { asMiddleware } from './steps/step';

type Part<R, K extends 'body' | 'query' | 'path'> = R extends {
  request: Readonly<Record<K, infer S extends z.ZodType>>;
}
  ? z.output<S>
  : undefined;

/** What a body may be besides where the route takes documents: one, byte for byte. */
type DocumentOf<R> = R extends { request: { readonly documents: readonly string[] } } ? Uint8Array : never;

/** The parts of a request as its route's schemas type them. */
interface RequestParts<Id extends OperationId> {
  readonly body: Part<Routes[Id], 'body'> | DocumentOf<Routes[Id]>;
  readonly query: Part<Routes[Id], 'query'>;
  readonly path: Part<Routes[Id], 'path'>;
}

/** What a handler gets once the call has passed every check. */
interface OperationInput<Id extends OperationId, Prepared> extends RequestParts<Id> {
  readonly call: Routes[Id]['baa'] extends 'required' ? PhiCall : Call;
  readonly prepared: Prepared;
}

/** What the operation answers with; `undefined` where its route has no content. */
type ResponseBody<Id extends OperationId> = Routes[Id]['response'] extends { readonly body: infer S extends z.ZodType }
  ? z.input<S>
  : undefined;

/** An audited body with the version of what it shows. */
interface Versioned<T> {
  readonly audited: Audited<T>;
  readonly version: number;
}

/** How the body is written in each form that the route states besides JSON. */
type RepresentersOf<Id extends OperationId> = Routes[Id]['response'] extends {
  readonly body: infer S extends z.ZodType;
  readonly representations: readonly (infer Form extends MediaType)[];
}
  ? Readonly<Record<Exclude<Form, 'application/json'>, (body: z.output<S>) => Representation>>
  : undefined;

/** What the operation answers with 202, where it may. */
type AcceptedBody<Id extends OperationId> = Routes[Id]['response'] extends {
  readonly accepted: { readonly body: infer S extends z.ZodType };
}
  ? z.input<S>
  : never;

/** An audited body of a route that may answer 202, and whether it does. */
type Settled<Done, Waiting> =
  | { readonly audited: Audited<Done>; readonly accepted: false }
  | { readonly audited: Audited<Waiting>; readonly accepted: true };

/**
 * What a route's handler answers: an audited body, of a versioned route with its version; of a creation also whether it is the first answer once more; and
 * where the call may be noted only, whether it was.
 */
type Answer<Id extends OperationId> = Routes[Id] extends { readonly idempotent: true }
  ? Creation<ResponseBody<Id>>
  : Routes[Id]['response'] extends { readonly accepted: unknown }
    ? Settled<ResponseBody<Id>, AcceptedBody<Id>>
    : Routes[Id]['response'] extends { readonly versioned: true }
      ? Versioned<ResponseBody<Id>>
      : Audited<ResponseBody<Id>>;

/** An answer in one form, whatever its route. */
interface SentAnswer {
  readonly audited: Audited<unknown>;
  readonly replayed: boolean;
  readonly accepted: boolean;
  readonly version?: number;
}

/**
 * One operation. `handle` must answer with an `Audited` body, which nothing but the audit trail makes: what was not
 * audited cannot be returned.
 */
export interface OperationDefinition<Id extends OperationId, Deps, Prepared = undefined> {
  /**
   * The PHI categories that each item of a request touches, for the BAA gate; all four where this is left out. On a route
   * with `when-phi`, no item means no PHI.
   */
  readonly categories?: (
    body: RequestParts<Id>['body'],
    query: RequestParts<Id>['query'],
  ) => readonly (readonly PhiCategory[])[];
  /** Whether the request is one for emergency access, where not every request of the route is. */
  readonly emergency?: (body: RequestParts<Id>['body']) => boolean;
  /** The fields that are wrong for a reason known at run time alone; they join those of the schemas: 422. */
  readonly wrongFields?: (parts: RequestParts<Id>, deps: PipelineDependencies) => readonly FieldProblem[];
  /** Reads that need no more than the request and its tenant; they run beside the session's and the BAA's. */
  readonly prepare?: (parts: RequestParts<Id>, tree: string, deps: Deps, actor: Actor) => Promise<Prepared>;
  /** The emergency grant among what was prepared, on routes that serve such grants: it opens the purpose `emergency`. */
  readonly emergencyGrant?: (prepared: Prepared) => EmergencyGrant | undefined;
  /** Needed where the route states forms besides JSON. They are pure: a body may be written more than once. */
  readonly representations?: RepresentersOf<Id>;
  readonly handle: (input: OperationInput<Id, Prepared>, deps: Deps) => Promise<Answer<Id> | Refusal<ProblemCode>>;
}

const ACCEPTED = 202;

/** What a handler answered. @throws Error when its body did not come through the audit trail: a cast, a defect */
const answerOf = (
  result: Audited<unknown> | Creation<unknown> | Settled<unknown, unknown> | Versioned<unknown>,
): SentAnswer => {
  const answer = isAudited(result) ? { audited: result } : result;
  if (!isAudited(answer.audited)) throw new Error('not audited');
  return { replayed: false, accepted: false, ...answer };
};

/** The link to what was made, from the route table and the answer's own members, never from the request. */
const locationOf = ({ response: { location } }: RouteDefinition, body: unknown): Record<string, string> =>
  location === undefined
    ? {}
    : {
        Location: `${BASE_PATH}${location.replace(/\{(\w+)\}/g, (_, name: string) =>
          encodeURIComponent(String(Reflect.get(Object(body) as object, name))),
        )}`,
      };

/**
 * The response of an audited body. A use case has it checked before its event is written (`Call.check`); the schema is
 * applied once more here, so that one that forgot still lets no field beyond the contract leave.
 */
const respond = (
  { route, requestId, mediaType }: Pick<Exchange, 'route' | 'requestId'> & { readonly mediaType: MediaType },
  representers: Representers,
  { audited, replayed, accepted: noted, version }: SentAnswer,
): APIGatewayProxyResult => {
  const { accepted, versioned } = route.response;
  const { status, body } = noted && accepted !== undefined ? { status: ACCEPTED, body: accepted.body } : route.response;
  const headers = {
    ...SECURITY_HEADERS,
    'X-Request-Id': requestId,
    ...(versioned === true && version !== undefined ? { ETag: `"${version}"` } : {}),
  };
  if (body === undefined) return { statusCode: status, headers, body: '' };
  const form = represent(route, representers, mediaType, body.parse(audited.body));
  return {
    statusCode: status,
    headers: {
      ...headers,
      ...form.headers,
      ...locationOf(route, audited.body),
      ...(replayed ? { 'Idempotency-Replayed': 'true' } : {}),
    },
    body: form.text,
  };
};

/**
 * Builds the pipeline of an operation. The steps stand in the order in which their refusals win; error handlers run
 * from the last registered to the first, so the log, registered first, sees the problem that the edge made.
 */
export const pipeline = <Id extends OperationId, Deps, Prepared>(
  operationId: Id,
  definition: OperationDefinition<Id, Deps, Prepared>,
  dependencies: () => Deps,
): ((exchange: Exchange, context: Context) => Promise<APIGatewayProxyResult>) => {
  // The route's schemas made these parts: the one place where their static types come back.
  const partsOf = (exchange: Exchange) => {
    const { body, query, path } = exchange.request();
    return { body, query, path } as RequestParts<Id>;
  };
  const { prepare, categories = () => [PHI_CATEGORIES], wrongFields = () => [] } = definition;
  const categoriesOf: CategoriesOf = (exchange) => {
    const { body, query } = partsOf(exchange);
    return categories(body, query);
  };
  const asksForEmergency: AsksForEmergency = (exchange) =>
    exchange.route.emergency === 'requested' || (definition.emergency?.(partsOf(exchange).body) ?? false);
  const ownReads: Prepare | undefined =
    prepare && ((exchange, tree) => prepare(partsOf(exchange), tree, dependencies(), exchange.caller));
  const { emergencyGrant: grantOf } = definition;
  // `prepare` made what was prepared: its static type comes back here as in the handler's input.
  const grantIn: GrantIn | undefined = grantOf && ((prepared) => grantOf(prepared as Prepared));
  const representers: Representers = definition.representations ?? {};
  const handle = async (exchange: Exchange): Promise<APIGatewayProxyResult> => {
    const prepared = await exchange.startedReads.prepared;
    const call = exchange.call(exchange.tree());
    const { mediaType } = exchange.request();
    const check = checkForm(call.check, exchange.route, representers, mediaType);
    const input = { ...partsOf(exchange), call: { ...call, check }, prepared };
    const result = await definition.handle(input as OperationInput<Id, Prepared>, dependencies());
    if (isRefusal(result)) throw Refused.of(result);
    const answer = answerOf(result);
    exchange.audited = true;
    await exchange.touch;
    return respond({ route: exchange.route, requestId: exchange.requestId, mediaType }, representers, answer);
  };
  return middy<Exchange, APIGatewayProxyResult>()
    .use(requestLog)
    .use(problemEdge)
    .use(asMiddleware(regionGuard))
    .use(asMiddleware(authentication))
    .use(asMiddleware(earlyReads(ownReads, categoriesOf)))
    .use(asMiddleware(sessionCheck))
    .use(asMiddleware(roleCheck))
    .use(asMiddleware(requestCheck((exchange) => wrongFields(partsOf(exchange), exchange.deps))))
    .use(asMiddleware(emergencyGrant(grantIn)))
    .use(asMiddleware(baaGate(categoriesOf, asksForEmergency)))
    .use(asMiddleware(purposeCheck))
    .handler(handle);
};
