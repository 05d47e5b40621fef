import type { Fault } from '../../../infra/local/engines/faults/fault';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { withLeaf } from './planted-bodies';
import type { SentRequest } from './route-inputs';

/** A way in which a request fails whose every input is right. */
export interface WayToFail {
  readonly name: string;
  /** Absent: it concerns every route. */
  readonly concerns?: (route: RouteDefinition) => boolean;
  /** Absent: somebody whom the route lets in. */
  readonly as?: (route: RouteDefinition) => string;
  readonly change?: (request: SentRequest) => SentRequest;
  readonly faults?: readonly Omit<Fault, 'count'>[];
  /** The clock goes on by so much, so that what was cached is asked for again. */
  readonly later?: number;
  /** The same request goes before, so that this one repeats it. */
  readonly twice?: (request: SentRequest) => SentRequest;
}

const dynamodb = (operation: string, error: string, table?: string): Omit<Fault, 'count'> => ({
  service: 'dynamodb',
  operation,
  error,
  ...(table === undefined ? {} : { table }),
});

const withHeaders = (request: SentRequest, headers: Readonly<Record<string, string>>): SentRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

const without = <Value>(name: string, members: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(members).filter(([each]) => each !== name));

const withoutPurpose = ({ json, headers = {}, ...request }: SentRequest): SentRequest => ({
  ...request,
  headers: without('X-Purpose-Of-Use', headers),
  json: json === undefined ? undefined : without('purpose', Object(json) as Readonly<Record<string, unknown>>),
});

const TEXT = { organization_name: 'Another Clinic', resource_id: '6f1c2f0e-7d8a-4d53-9c35-5a7d1a9b0c12' };

/** The same request with another value in it, or with one more. */
const otherBody = (request: SentRequest): SentRequest => {
  const [name = 'purpose', value] =
    Object.entries(TEXT).find(([each]) => Object.hasOwn(Object(request.json) as object, each)) ?? [];
  return { ...request, json: withLeaf(request.json, [name], value ?? 'treatment') };
};

const KMS_CACHE_MS = 6 * 60_000;

export const waysToFail: readonly WayToFail[] = [
  { name: 'in order' },
  { name: 'wrong role', as: () => 'nogroup@demo.test' },
  { name: 'other tenant', as: () => 'admin@other.test' },
  { name: 'no purpose', concerns: ({ purpose }) => purpose === 'required', change: withoutPurpose },
  {
    name: 'stale If-Match',
    concerns: ({ conditional }) => conditional === true,
    change: (request) => withHeaders(request, { 'If-Match': '"77"' }),
  },
  {
    name: 'Idempotency-Key again, other body',
    concerns: ({ idempotent }) => idempotent === true,
    twice: otherBody,
  },
  { name: 'DynamoDB throttled', faults: [dynamodb('*', 'ThrottlingException')] },
  { name: 'lost reply', faults: [dynamodb('TransactWriteItems', 'lost_reply')] },
  { name: 'DynamoDB refuses the form', faults: [dynamodb('TransactWriteItems', 'ValidationException')] },
  { name: 'DynamoDB refuses a read', faults: [dynamodb('Query', 'ValidationException')] },
  { name: 'transaction cancelled', faults: [dynamodb('TransactWriteItems', 'TransactionCanceledException')] },
  { name: 'audit table refused', faults: [dynamodb('*', 'AccessDeniedException', 'audit')] },
  { name: 'connection reset', faults: [dynamodb('GetItem', 'reset')] },
  {
    name: 'error that nobody knows',
    faults: [
      dynamodb('TransactWriteItems', 'UnheardOfException'),
      dynamodb('GetItem', 'UnheardOfException', 'patients'),
    ],
  },
  {
    name: 'KMS key disabled',
    later: KMS_CACHE_MS,
    faults: [{ service: 'kms', operation: '*', error: 'DisabledException' }],
  },
  {
    name: 'no secret, no second sink',
    later: 2 * KMS_CACHE_MS,
    faults: [
      { service: 'secretsmanager', operation: '*', error: 'UnheardOfException' },
      { service: 's3', operation: '*', error: 'AccessDenied' },
      dynamodb('*', 'ResourceNotFoundException', 'audit'),
    ],
  },
];
