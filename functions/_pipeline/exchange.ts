import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { OperationId } from '../../shared/api/routes/routes';
import type { RouteDefinition } from '../../shared/api/routes/route-definition';
import type { Call, EventSources } from '../../shared/application/call';
import type { BaaGrant, ItemGrant } from '../../shared/domain/access-decision';
import type { Actor } from '../../shared/domain/actor';
import type { Baa } from '../../shared/domain/baa';
import { member, textMember } from '../../shared/domain/json-member';
import { patientOf } from '../../shared/domain/patient-reference';
import type { LiveSession, SessionLimits, SessionRecord } from '../../shared/domain/session';
import { resolveTenant } from '../../shared/domain/tenant';
import { userAgentProduct } from '../../shared/domain/user-agent';
import type { Logger } from '../../shared/observability/logger';
import type { Metrics } from '../../shared/observability/metrics';
import type { AuditTrail } from '../../shared/ports/audit-trail';
import type { BaaRegistry } from '../../shared/ports/baa-registry';
import type { SessionStore } from '../../shared/ports/session-store';
import { type ParsedRequest, parseRequest } from './parse-request';
import { accepted, Refused } from './refused';
import { responseCheck } from './response-check';

/** What the pipeline itself needs, whatever the operation. */
export interface PipelineDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly sessions: SessionStore;
  readonly baas: BaaRegistry;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly enabled: boolean;
  readonly region: string;
  readonly allowedRegions: readonly string[];
  readonly sessionLimits: SessionLimits;
  readonly clientId: string;
  readonly retentionYears: number;
}

/** Reads that run side by side from the moment that they may; each is awaited where its check stands. */
export interface EarlyReads {
  readonly session: Promise<SessionRecord>;
  readonly agreements?: Promise<readonly Baa[]>;
  readonly prepared?: Promise<unknown>;
}

/** The request as parsed, or why it cannot be: parsed once, whoever asks and however often. */
type Parsing = { readonly request: ParsedRequest } | { readonly refused: Refused };

const parse = (event: APIGatewayProxyEvent, route: RouteDefinition): Parsing => {
  try {
    return { request: parseRequest(event, route) };
  } catch (error) {
    if (error instanceof Refused) return { refused: error };
    throw error;
  }
};

/** A request on its way through the pipeline: what arrived, and what the steps have found out so far. */
export class Exchange {
  actor?: Actor;
  reads?: EarlyReads;
  grant?: BaaGrant;
  itemGrants?: readonly ItemGrant[];
  /** The emergency grant that opens the purpose `emergency` to this call. */
  emergencyGrantId?: string | undefined;
  session?: LiveSession;
  /** The write of the session's use, awaited before the answer. */
  touch?: Promise<void>;
  /** The problem that the call was answered with. */
  refusedWith?: string;
  /** Whether an audit event of this call is durable. */
  audited = false;
  readonly started_at: Date;
  #parsing?: Parsing;

  constructor(
    readonly operationId: OperationId,
    readonly route: RouteDefinition,
    readonly event: APIGatewayProxyEvent,
    readonly requestId: string,
    readonly deps: PipelineDependencies,
  ) {
    this.started_at = deps.clock.now();
  }

  /** The actor. @throws Refused before authentication. */
  get caller(): Actor {
    if (this.actor === undefined) throw new Refused('unauthenticated');
    return this.actor;
  }

  /** The reads under way. @throws Error before they were started: a defect in the order of steps. */
  get startedReads(): EarlyReads {
    if (this.reads === undefined) throw new Error('no reads were started');
    return this.reads;
  }

  /** The request in its route's form. @throws Refused */
  request(): ParsedRequest {
    this.#parsing ??= parse(this.event, this.route);
    if ('refused' in this.#parsing) throw this.#parsing.refused;
    return this.#parsing.request;
  }

  /** The purpose of use, if the request was parsed and states one. */
  get purpose(): string | undefined {
    return this.#parsed()?.purpose;
  }

  /** The one patient whom the request names, if it was parsed and names one. */
  get patient(): string | undefined {
    if (this.#parsed() === undefined) return undefined;
    const [patient, ...others] = this.patients();
    return others.length === 0 ? patient : undefined;
  }

  /** The covered entity concerned, or the platform's tree. @throws Refused */
  tree(): string {
    return accepted(resolveTenant(this.caller.tenancy, this.route.scope, this.#namedEntity())).tree;
  }

  /** What the audit event says of this call. @throws Refused */
  call(tree: string): Call {
    const { audit } = this.route;
    if (audit === undefined) throw new Refused('internal-error');
    const { identity } = this.event.requestContext;
    const request = this.#parsed();
    return {
      request_id: this.requestId,
      operation: this.operationId,
      ...audit,
      actor: this.caller,
      tree,
      started_at: this.started_at,
      ip_address: identity.sourceIp,
      user_agent: userAgentProduct(identity.userAgent ?? undefined),
      purpose: request?.purpose,
      patient_id: this.#pathPatient() ?? patientOf(request?.body),
      resource_id: this.#pathPatient(),
      expected_version: request?.expectedVersion,
      repeatable: request?.repeatable,
      grant: this.grant,
      emergency_grant_id: this.emergencyGrantId,
      item_grants: this.itemGrants,
      session_used_at: this.session?.last_used_at,
      retention_years: this.deps.retentionYears,
      check: responseCheck(this.route),
      itemFailed: (failure) => {
        if (failure === 'phi-integrity-failure') this.deps.metrics.count('PhiIntegrityFailure');
      },
    };
  }

  /** The patients whom the request names, each once; `undefined` stands for what names none. */
  patients(): readonly (string | undefined)[] {
    const named = this.#pathPatient();
    if (named !== undefined) return [named];
    const body = this.#parsed()?.body;
    const items = member(body, 'items');
    return [...new Set((Array.isArray(items) ? items : [body]).map(patientOf))];
  }

  /** The patient whom the path names, where the route says which variable does. */
  #pathPatient(): string | undefined {
    const { patient } = this.route;
    return patient === undefined ? undefined : textMember(this.#parsed()?.path, patient)?.toLowerCase();
  }

  /** The request, if it was parsed and has its route's form. */
  #parsed(): ParsedRequest | undefined {
    return this.#parsing !== undefined && 'request' in this.#parsing ? this.#parsing.request : undefined;
  }

  #namedEntity(): string | undefined {
    return (
      textMember(this.request().body, 'covered_entity_id') ?? textMember(this.request().query, 'covered_entity_id')
    );
  }
}
