import { randomUUID } from 'node:crypto';
import type { OperationId } from '../../../shared/api/routes/routes';
import { baaTerms } from '../../support/stored-baa';
import { syntheticPatient } from '../../support/synthetic-patient';
import { storeDestroyedKey } from '../../support/stored-key';
import type { LocalStack } from '../../support/local-stack';

interface ExampleRequest {
  readonly json?: unknown;
  readonly query?: Record<string, string>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The values of the path's variables. */
  readonly path?: Readonly<Record<string, string>>;
}

/** A request that a route accepts, and one that it must refuse for its form. */
export interface RouteExample {
  readonly valid: (stack: LocalStack) => Promise<ExampleRequest>;
  readonly invalid: ExampleRequest;
  /** What the event says, where the request says it and not the route. */
  readonly event?: Readonly<Record<string, unknown>>;
}

/** The path of a request: the route's, with its variables filled in. */
export const pathOf = (path: string, values: ExampleRequest['path'] = {}): string =>
  path.replace(/\{(\w+)\}/g, (variable, name: string) => values[name] ?? variable);

interface SignedIn {
  readonly token: Promise<string>;
  readonly until: number;
}

/** Tokens live for 15 minutes. */
const TOKEN_MS = 10 * 60_000;

const signedIn = new WeakMap<LocalStack, Map<string, SignedIn>>();

/** One session for each user of a stack: a sign-in costs more than most calls. Long suites outlive it. */
const tokenOf = (stack: LocalStack, email: string): Promise<string> => {
  const ofStack = signedIn.get(stack) ?? new Map<string, SignedIn>();
  signedIn.set(stack, ofStack);
  const known = ofStack.get(email);
  if (known !== undefined && known.until > Date.now()) return known.token;
  const token = stack.token(email);
  ofStack.set(email, { token, until: Date.now() + TOKEN_MS });
  return token;
};

const encrypted = async (stack: LocalStack): Promise<unknown> => {
  const token = await tokenOf(stack, 'developer@demo.test');
  const response = await stack.api('POST', '/hipaa/encrypt', { token, json: { value: 'example' } });
  return response.json;
};

/** A patient whom an admin of entity A put on file. */
const patientId = async (stack: LocalStack): Promise<string> => {
  const token = await tokenOf(stack, 'admin@demo.test');
  const { json } = await stack.api('POST', '/patients', { token, json: syntheticPatient() });
  return String(Reflect.get(Object(json) as object, 'id'));
};

const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };
/** An agreement of the demo entity: its id, as a path's value. */
const filedBaa = async (stack: LocalStack): Promise<{ readonly id: string }> => {
  const token = await tokenOf(stack, 'admin@demo.test');
  const { json } = await stack.api('POST', '/hipaa/baa', { token, json: baaTerms() });
  return { id: String(Reflect.get(Object(json) as object, 'id')) };
};

/** The same, deactivated. */
const endedBaa = async (stack: LocalStack): Promise<{ readonly id: string }> => {
  const path = await filedBaa(stack);
  await stack.api('DELETE', `/hipaa/baa/${path.id}`, { token: await tokenOf(stack, 'admin@demo.test') });
  return path;
};

/** The demo entity's job. */
const job = async (stack: LocalStack): Promise<{ readonly id: string }> => {
  const token = await tokenOf(stack, 'admin@demo.test');
  const { json } = await stack.api('POST', '/hipaa/keys/reencrypt', { token });
  return { id: String(Reflect.get(Object(json) as object, 'id')) };
};

/** An emergency grant of entity A's second clinician. */
const emergencyGrant = async (stack: LocalStack): Promise<{ readonly grant_id: string }> => {
  const [patient, token] = await Promise.all([patientId(stack), tokenOf(stack, 'clinician2@demo.test')]);
  const json = { reason: 'disaster', justification: 'Example.' };
  const answer = await stack.api('POST', `/emergency-access/${patient}`, { token, json });
  return { grant_id: String(Reflect.get(Object(answer.json) as object, 'grant_id')) };
};

/** A breach assessment; the suspension that comes with it is lifted. */
const breachAssessment = async (stack: LocalStack): Promise<{ readonly id: string }> => {
  const [{ grant_id }, token] = await Promise.all([emergencyGrant(stack), tokenOf(stack, 'admin@demo.test')]);
  const json = { verdict: 'unjustified' };
  const review = await stack.api('POST', `/emergency-access/grants/${grant_id}/review`, { token, json });
  const { user_id, breach_assessment_id } = Object(review.json) as Readonly<Record<string, unknown>>;
  await stack.api('DELETE', `/emergency-access/suspensions/${String(user_id)}`, { token });
  return { id: String(breach_assessment_id) };
};

const BREACH_FACTORS = {
  nature_extent: 'low',
  unauthorized_person: 'low',
  acquired_or_viewed: 'high',
  mitigation: 'low',
};

const today = (): string => new Date().toISOString().slice(0, 10);

/** One example for each route: a route without one does not compile. */
export const routeExamples: Readonly<Record<OperationId, RouteExample>> = {
  encryptValue: {
    valid: () => Promise.resolve({ json: { value: 'example', category: 'diagnosis' } }),
    invalid: { json: { value: 7 } },
  },
  decryptValue: {
    valid: async (stack) => {
      const { ciphertext } = Object(await encrypted(stack)) as { readonly ciphertext: string };
      return { json: { ciphertext, purpose: 'operations' } };
    },
    invalid: { json: { ciphertext: ['phi.v1.'] } },
  },
  rewrapValue: {
    valid: async (stack) => {
      const { ciphertext } = Object(await encrypted(stack)) as { readonly ciphertext: string };
      return { json: { ciphertext } };
    },
    invalid: { json: { ciphertext: 'phi.v1.', purpose: 'treatment' } },
  },
  listAuditLogs: {
    valid: () => Promise.resolve({ query: { limit: '1' } }),
    invalid: { query: { limit: '101' } },
  },
  createManualEvent: {
    valid: () => Promise.resolve({ json: { action: 'READ', resource_type: 'document' } }),
    invalid: { json: { action: 'READ', resource_type: 'Jane Roe' } },
    event: { source: 'manual', action: 'READ', resource_type: 'document' },
  },
  getDataResidency: {
    valid: () => Promise.resolve({}),
    invalid: { query: { covered_entity_id: 'entity' } },
  },
  createBaa: {
    valid: () => Promise.resolve({ json: baaTerms() }),
    invalid: { json: { ...baaTerms(), phi_categories: [] } },
  },
  getBaa: {
    valid: async (stack) => ({ path: await filedBaa(stack) }),
    invalid: { path: { id: 'no-uuid' } },
  },
  createPatient: {
    valid: () => Promise.resolve({ json: syntheticPatient() }),
    invalid: { json: { ...syntheticPatient(), date_of_birth: '2023-02-29' } },
  },
  listPatients: { valid: () => Promise.resolve({ query: { limit: '5' } }), invalid: { query: { mine: 'yes' } } },
  searchPatients: {
    valid: async (stack) => {
      // A number of its own, so that one patient is found, and one event written.
      const mrn = `S${randomUUID()}`;
      const token = await tokenOf(stack, 'admin@demo.test');
      await stack.api('POST', '/patients', { token, json: { ...syntheticPatient(), mrn } });
      return { json: { mrn }, headers: TREATMENT };
    },
    invalid: { json: { last_name: 'Qu', prefix: true }, headers: TREATMENT },
  },
  getPatient: {
    valid: async (stack) => ({
      path: { id: await patientId(stack) },
      query: { fields: 'last_name' },
      headers: TREATMENT,
    }),
    invalid: { path: { id: randomUUID() }, query: { fields: 'shoe_size' }, headers: TREATMENT },
  },
  patchPatient: {
    valid: async (stack) => ({
      path: { id: await patientId(stack) },
      json: { phone: '+1 555 0100' },
      headers: { 'If-Match': '"1"' },
    }),
    invalid: { path: { id: randomUUID() }, json: { last_name: null }, headers: { 'If-Match': '"1"' } },
  },
  putCareTeamMember: {
    valid: async (stack) => ({ path: { id: await patientId(stack), user_id: randomUUID() } }),
    invalid: { path: { id: randomUUID(), user_id: 'somebody' } },
  },
  deleteCareTeamMember: {
    valid: async (stack) => ({ path: { id: await patientId(stack), user_id: randomUUID() } }),
    invalid: { path: { id: 'somebody', user_id: randomUUID() } },
  },
  createBiometric: {
    valid: async (stack) => ({
      path: { id: await patientId(stack) },
      json: { data_type: 'heart_rate', value: 61, unit: '/min', timestamp: '2026-03-04T05:06:07Z' },
    }),
    invalid: {
      path: { id: randomUUID() },
      json: { data_type: 'heart_rate', value: 61, unit: 'Hz', timestamp: '2026-03-04T05:06:07Z' },
    },
  },
  listBiometrics: {
    valid: async (stack) => ({ path: { id: await patientId(stack) }, headers: TREATMENT }),
    invalid: { path: { id: randomUUID() }, query: { data_type: 'mood' }, headers: TREATMENT },
  },
  requestEmergencyAccess: {
    valid: async (stack) => ({
      path: { patient_id: await patientId(stack) },
      json: { reason: 'disaster', justification: 'Example.' },
    }),
    invalid: { path: { patient_id: randomUUID() }, json: { reason: 'curiosity', justification: 'Example.' } },
  },
  listEmergencyAccess: {
    valid: () => Promise.resolve({ query: { status: 'review_overdue', limit: '2' } }),
    invalid: { query: { status: 'forgotten' } },
  },
  getEmergencyGrant: {
    valid: async (stack) => ({ path: await emergencyGrant(stack), headers: { 'X-Purpose-Of-Use': 'operations' } }),
    invalid: { path: { grant_id: 'no-uuid' }, headers: TREATMENT },
  },
  reviewEmergencyAccess: {
    valid: async (stack) => ({ path: await emergencyGrant(stack), json: { verdict: 'justified', note: 'Example.' } }),
    invalid: { path: { grant_id: randomUUID() }, json: { verdict: 'fine' } },
  },
  liftEmergencySuspension: {
    valid: () => Promise.resolve({ path: { user_id: randomUUID() } }),
    invalid: { path: { user_id: 'somebody' } },
  },
  listBreachAssessments: {
    valid: () => Promise.resolve({ query: { limit: '2' } }),
    invalid: { query: { limit: '0' } },
  },
  decideBreachAssessment: {
    valid: async (stack) => ({
      path: await breachAssessment(stack),
      json: { decision: 'low_probability', factors: BREACH_FACTORS },
    }),
    invalid: { path: { id: randomUUID() }, json: { decision: 'low_probability', factors: { mitigation: 'low' } } },
  },
  listBaas: {
    valid: () => Promise.resolve({ query: { status: 'active,pending', expiring_within_days: '3650', limit: '2' } }),
    invalid: { query: { status: 'active,ended' } },
  },
  deactivateBaa: {
    valid: async (stack) => ({ path: await filedBaa(stack) }),
    invalid: { path: { id: 'no-uuid' } },
  },
  verifyBaaDocument: {
    valid: async (stack) => ({ path: await filedBaa(stack), json: { sha256: 'ab'.repeat(32) } }),
    invalid: { path: { id: randomUUID() }, json: { sha256: 'ab' } },
  },
  closeBaa: {
    valid: async (stack) => ({
      path: await endedBaa(stack),
      json: { method: 'returned', date: today(), evidence_hash: 'cd'.repeat(32) },
    }),
    invalid: { path: { id: randomUUID() }, json: { method: 'lost', date: today(), evidence_hash: 'cd'.repeat(32) } },
  },
  listKeys: {
    valid: () => Promise.resolve({ query: { limit: '1' } }),
    invalid: { query: { limit: '0' } },
  },
  rotateKey: {
    valid: () => Promise.resolve({}),
    invalid: { query: { covered_entity_id: 'entity' } },
  },
  destroyKey: {
    // An entity under agreement cannot destroy a key; one that is destroyed answers its certificate.
    valid: async (stack) => {
      const { version, key_id } = await storeDestroyedKey(stack, stack.ready.covered_entities.a);
      return { path: { version: String(version) }, query: { confirm: key_id } };
    },
    invalid: { path: { version: '1' } },
  },
  reencryptKeys: {
    valid: () => Promise.resolve({}),
    invalid: { query: { covered_entity_id: 'entity' } },
  },
  getJob: { valid: async (stack) => ({ path: await job(stack) }), invalid: { path: { id: 'no-uuid' } } },
  stopJob: { valid: async (stack) => ({ path: await job(stack) }), invalid: { path: { id: 'no-uuid' } } },
  getStatus: { valid: () => Promise.resolve({}), invalid: { query: { covered_entity_id: 'entity' } } },
  getReport: {
    valid: () => Promise.resolve({}),
    invalid: { query: { from: '2026-01-01', to: '2025-12-31' } },
  },
  getSession: {
    valid: () => Promise.resolve({}),
    invalid: {},
  },
  endSession: { valid: () => Promise.resolve({}), invalid: {} },
  endUserSessions: {
    valid: () => Promise.resolve({ path: { id: randomUUID() } }),
    invalid: { path: { id: randomUUID() }, query: { covered_entity_id: 'entity' } },
  },
  getHealth: { valid: () => Promise.resolve({}), invalid: {} },
  getOpenApi: { valid: () => Promise.resolve({}), invalid: {} },
};
