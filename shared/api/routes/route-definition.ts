import type * as z from 'zod';
import type { AuditAction } from '../../domain/audit-event';
import type { ProblemCode } from '../problems';
import type { Role } from '../../domain/roles';
import type { TenantScope } from '../../domain/tenant';

/**
 * What a function may do, as data. The deployed stack turns each into exact IAM actions on exact resources
 * (`infra/constructs/capability-grants.ts`); nothing is granted that no route names.
 */
export const CAPABILITIES = [
  'audit:append',
  'audit:read',
  'audit:find',
  'audit:scan',
  'audit-stream:read',
  'audit-fallback:keep',
  'audit-fallback:read',
  'reconciliation:note',
  'reconciliation:read',
  'baa:read',
  'baa:create',
  'baa:check',
  'baa:update',
  'baa:scan',
  'disclosure:create',
  'disclosure:read',
  'idempotency:check',
  'job-stream:read',
  'job:read',
  'job:write',
  'job:scan',
  'sequence:extend',
  'sequence:look-up',
  'session:check',
  'session:end',
  'tenant-key:read',
  'tenant-key:create',
  'tenant-key:list',
  'tenant-key:destroy',
  'phi-key:generate-data-key',
  'phi-key:decrypt',
  'cursor-key:read',
  'patient:read',
  'patient:create',
  'patient:replace',
  'patient-index:read',
  'care-team:change',
  'biometric:read',
  'biometric:create',
  'emergency-grant:read',
  'emergency-grant:create',
  'emergency-grant:list-pending',
  'emergency-grant:find',
  'emergency-grant:count-overdue',
  'emergency-grant:update',
  'emergency-grant:escalate',
  'emergency-suspension:read',
  'emergency-suspension:create',
  'emergency-suspension:delete',
  'breach-assessment:create',
  'breach-assessment:find',
  'breach-assessment:list',
  'breach-assessment:update',
  'breach-assessment:escalate',
  'legacy-keys:read',
  'phi-key:inspect',
  'audit:inspect',
  'rollup:read',
] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** Who may call: anybody (`public` must be said), any signed-in user about themselves (`self`), or holders of a role. */
type Access =
  { readonly kind: 'public' } | { readonly kind: 'self' } | { readonly kind: 'roles'; readonly roles: readonly Role[] };

interface RequestDefinition {
  readonly path?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Media types of documents that may be sent as they are instead of the JSON body: at most 4 MiB, never empty. */
  readonly documents?: readonly `${string}/${string}`[];
}

/** The media types in which a route can answer, one of its own choice first. */
export type MediaType = 'application/json' | 'text/csv' | 'text/html';

interface ResponseDefinition {
  readonly status: 200 | 201 | 202 | 204;
  /** Absent with 204: no content. */
  readonly body?: z.ZodType;
  readonly description: string;
  /** The answer 202 where the same call may also only be noted, and wait for somebody else. */
  readonly accepted?: { readonly body: z.ZodType; readonly description: string };
  /** Forms of the body that `Accept` chooses from, the preferred one first; absent: JSON alone. Errors are problems. */
  readonly representations?: readonly ['application/json', ...MediaType[]];
  /** The path of what was made; its variables are members of the body. Becomes the header `Location`. */
  readonly location?: `/${string}`;
  /** The answer carries the version of what it shows as its entity tag (RFC 9110, 8.8.3). */
  readonly versioned?: true;
}

/** One endpoint, as plain data. Everything that loops over endpoints reads this: server, CDK, OpenAPI, tests. */
export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`; variables in braces, named alike under one parent (API Gateway refuses anything else). */
  readonly path: `/${string}`;
  /** The folder of `functions/` that holds the handler. */
  readonly group: 'hipaa' | 'patients' | 'emergency' | 'jobs' | 'session' | 'public';
  readonly summary: string;
  readonly description: string;
  readonly access: Access;
  /**
   * `entity`: the call concerns one covered entity's data, which a platform operator must name. `entity-or-new`: who
   * names none begins a new one.
   */
  readonly scope: TenantScope;
  /** The call creates something and honours the header `Idempotency-Key`. */
  readonly idempotent?: true;
  /**
   * `required`: refused unless the entity has an active BAA that covers the call (guarantee 2). `when-phi`: the same for
   * a request with items that touch PHI, as the operation's `categories` tell; one without needs no agreement.
   */
  readonly baa: 'required' | 'when-phi' | 'none';
  /** `required`: the call reveals PHI, so a purpose of use must be stated. */
  readonly purpose: 'required' | 'optional' | 'none';
  /**
   * Answers also where the Region is not approved or the HIPAA mode is off, because saying so is its purpose: no PHI may
   * pass through it. Absent: 503.
   */
  readonly closed?: 'answers';
  /** The call asks for emergency access itself, which outlives the agreement until its closure is recorded. */
  readonly emergency?: 'requested';
  /** What the audit event says; absent on public routes alone. */
  readonly audit?: { readonly action: AuditAction; readonly resource_type: string };
  /** The path variable that names the patient concerned: events of refusals stand in that patient's access log too. */
  readonly patient?: string;
  /** The call changes a version that the header `If-Match` names (RFC 9110, 13.1.1); 428 without. */
  readonly conditional?: true;
  readonly request: RequestDefinition;
  readonly response: ResponseDefinition;
  /** Beyond what every authenticated route needs (`audit:append`, `session:check`). */
  readonly capabilities: readonly Capability[];
  /** Problem codes that are special to this route, for the OpenAPI document and its readers. */
  readonly problems: readonly ProblemCode[];
  readonly timeoutSeconds: number;
  /** Steady requests per second and burst at the gateway. */
  readonly throttle: { readonly rate: number; readonly burst: number };
}
