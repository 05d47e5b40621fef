/**
 * The catalogue of problems: every error that a client can receive, in one place (RFC 9457).
 * `code` is stable and is what clients switch on; `detail` is fixed text, so that no submitted value and no internal
 * name can ever stand in an error.
 */
export interface ProblemDefinition {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

export const problems = {
  'malformed-request': {
    status: 400,
    title: 'The request cannot be read.',
    detail:
      'Headers and parameters must be well-formed, and a body must be one JSON text in UTF-8 without duplicate keys, ' +
      'nested at most 32 deep.',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor is not one that this list gave out.',
    detail: 'Repeat the list from its beginning, with the same filters and without `cursor`.',
  },
  unauthenticated: {
    status: 401,
    title: 'A valid access token is required.',
    detail: 'Send `Authorization: Bearer <access token>`; ID tokens are not accepted.',
  },
  'session-revoked': { status: 401, title: 'The session was ended.', detail: 'Sign in again.' },
  'session-idle': {
    status: 401,
    title: 'The session was idle for too long.',
    detail: 'Sign in again (45 CFR 164.312(a)(2)(iii) automatic logoff).',
  },
  'session-expired': { status: 401, title: 'The session has reached its longest duration.', detail: 'Sign in again.' },
  'role-required': {
    status: 403,
    title: 'None of your roles permits this operation.',
    detail: 'The operation and its roles stand in the OpenAPI document.',
  },
  'tenant-missing': {
    status: 403,
    title: 'Your account belongs to no covered entity, or to one and to the platform at once.',
    detail: 'An administrator must set the covered entity of the account, or its platform group, not both.',
  },
  'baa-missing': {
    status: 403,
    title: 'No business associate agreement is on file for this covered entity.',
    detail: 'No PHI operation runs without an active agreement (45 CFR 164.502(e), 164.504(e)).',
  },
  'baa-not-yet-effective': {
    status: 403,
    title: 'The business associate agreement is not yet effective.',
    detail: 'The operation becomes possible on the effective date (UTC).',
  },
  'baa-expired': {
    status: 403,
    title: 'The business associate agreement has expired.',
    detail:
      'Renew the agreement. Until return or destruction is recorded, the entity’s admin may decrypt with purpose `return`.',
  },
  'baa-deactivated': {
    status: 403,
    title: 'The business associate agreement was deactivated.',
    detail: 'Until return or destruction is recorded, the entity’s admin may decrypt with purpose `return`.',
  },
  'baa-region-mismatch': {
    status: 403,
    title: 'The business associate agreement names another Region.',
    detail: 'PHI of this covered entity may be processed in the Region of its agreement only.',
  },
  'baa-category-missing': {
    status: 403,
    title: 'The business associate agreement does not cover this category of PHI.',
    detail: 'A value without a category needs an agreement that covers all four categories.',
  },
  'purpose-required': {
    status: 403,
    title: 'A purpose of use is required.',
    detail:
      'State it in the header `X-Purpose-Of-Use` or the body field `purpose`; `emergency` needs an emergency grant.',
  },
  'purpose-not-permitted': {
    status: 403,
    title: 'This purpose of use is not open to you here.',
    detail: '`return` is for the covered entity’s own admin, after the end of its agreement.',
  },
  'care-team-required': {
    status: 403,
    title: 'You are not on this patient’s care team.',
    detail: 'An admin of the covered entity can add you; in an emergency, ask for emergency access.',
  },
  'break-glass-suspended': {
    status: 403,
    title: 'Your emergency access is suspended.',
    detail: 'A review found a use unjustified. An admin of the covered entity can lift the suspension.',
  },
  'own-emergency-access': {
    status: 403,
    title: 'This emergency access is your own.',
    detail: 'Another admin of the covered entity reviews it, decides what follows from it, and lifts a suspension.',
  },
  'request-blocked': {
    status: 403,
    title: 'The request was blocked before it reached the API.',
    detail:
      'It looks like an attack, comes from an address of bad repute, or is one of too many from one address. Nothing in ' +
      'a JSON body’s text is judged for its size or markup.',
  },
  'not-found': { status: 404, title: 'There is nothing here.', detail: 'It does not exist, or it is not yours.' },
  'method-not-allowed': {
    status: 405,
    title: 'This method is not supported here.',
    detail: 'The header `Allow` lists the methods that are.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No representation matches the header `Accept`.',
    detail: 'This operation answers in the media types that the OpenAPI document lists.',
  },
  'request-in-progress': {
    status: 409,
    title: 'Another request for the same thing is not decided yet.',
    detail: 'Repeat yours, with the same idempotency key and the same body if it had them, after `Retry-After`.',
  },
  'key-needed': {
    status: 409,
    title: 'The key is still needed.',
    detail:
      'Keys are destroyed only when every agreement of the covered entity has ended: none in force, none to come.',
  },
  'agreement-not-ended': {
    status: 409,
    title: 'The business associate agreement has not ended.',
    detail: 'Return or destruction is recorded once the agreement was deactivated or has expired.',
  },
  'closure-already-recorded': {
    status: 409,
    title: 'Another closure of this agreement is on file.',
    detail: 'A closure is recorded once; `GET` shows it.',
  },
  'reading-conflict': {
    status: 409,
    title: 'This device has another value on record for this time.',
    detail: 'A reading is not changed. Send the value that is on record, or another time of measurement.',
  },
  'already-reviewed': {
    status: 409,
    title: 'A verdict on this emergency access is on file.',
    detail: 'A verdict is given once; the list of emergency grants shows it.',
  },
  'already-decided': {
    status: 409,
    title: 'A decision on this breach assessment is on file.',
    detail: 'It is decided once; the list of breach assessments shows how.',
  },
  'precondition-failed': {
    status: 412,
    title: 'The resource has changed since.',
    detail: 'Read it again and repeat the change with its `ETag` in `If-Match`.',
  },
  'precondition-required': {
    status: 428,
    title: 'A precondition is required.',
    detail: 'Send the `ETag` of the version that you change in `If-Match`.',
  },
  'body-too-large': { status: 413, title: 'The request body is too large.', detail: 'At most 4 MiB are accepted.' },
  'unsupported-media-type': {
    status: 415,
    title: 'The request body has the wrong media type.',
    detail:
      'Send `Content-Type: application/json`, or another type that the OpenAPI document lists, without a content coding.',
  },
  'invalid-request': {
    status: 422,
    title: 'The request is well-formed but wrong.',
    detail: '`errors` lists the paths of the wrong fields and why; values are never repeated.',
  },
  'covered-entity-required': {
    status: 422,
    title: 'A platform operator must name the covered entity.',
    detail: 'Add `covered_entity_id` to the body, or to the query where there is no body.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'This idempotency key was used for another request.',
    detail: 'Repeat a request with its own body, or use a new key: keys are kept for 24 hours.',
  },
  'phi-integrity-failure': {
    status: 422,
    title: 'The ciphertext does not open.',
    detail: 'It was changed, or it belongs to another context, category, covered entity, or Region.',
  },
  'batch-failed': {
    status: 422,
    title: 'Every item of the batch failed.',
    detail: '`errors` lists each item and why.',
  },
  'response-too-large': {
    status: 422,
    title: 'The response would be too large.',
    detail: 'Send the items in several batches; nothing was released.',
  },
  'rate-limited': { status: 429, title: 'Too many requests.', detail: 'Wait as long as `Retry-After` says.' },
  'internal-error': { status: 500, title: 'Something went wrong on our side.', detail: '' },
  'record-integrity-failure': { status: 500, title: 'Something went wrong on our side.', detail: '' },
  'service-unavailable': { status: 503, title: 'The service cannot do this safely right now.', detail: '' },
  'gateway-timeout': { status: 504, title: 'The service took too long to answer.', detail: '' },
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemCode = keyof typeof problems;

/** Seconds that `Retry-After` names on 409 `request-in-progress`, 429, and 503. */
export const RETRY_AFTER_SECONDS = 5;

/** What a client acts on beside the status. */
export const PROBLEM_HEADERS = ['Retry-After', 'WWW-Authenticate', 'X-Request-Id'] as const;

/** Every response, error or not, carries these. */
export const SECURITY_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
} as const;
