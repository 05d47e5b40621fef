import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { OperationId } from '../../../shared/api/routes/routes';
import { member } from '../../support/demo-clinic';
import { rawItems } from '../../support/raw-table';
import { baaTerms } from '../../support/stored-baa';
import type { RequestOptions } from '../../support/stack-request';
import { syntheticPatient } from '../../support/synthetic-patient';
import { stack, staged } from './attack-stage';

const ADMIN = 'admin@other.test';
const CLINICIAN = 'clinician@other.test';
const READING = { data_type: 'heart_rate', value: 61, unit: '/min', timestamp: '2026-03-04T05:06:07Z' };

const asOther = async (user: string, method: string, path: string, options: RequestOptions = {}) => {
  const answer = await stack().api(method, path, { token: await staged().token(user), ...options });
  if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
  return answer;
};

/** The id of the last record of a disclosure of the other entity. */
const disclosureId = async (): Promise<string> => {
  const records = await rawItems(stack(), 'disclosures');
  return records.find((item) => item.covered_entity_id?.S === stack().ready.covered_entities.b)?.id?.S ?? '';
};

/** One thing of every kind that the other covered entity owns, by kind. */
const makeForeignIds = async () => {
  const patient = member(await asOther(ADMIN, 'POST', '/patients', { json: syntheticPatient() }), 'id');
  const reading = member(await asOther(ADMIN, 'POST', `/patients/${patient}/biometrics`, { json: READING }), 'id');
  const agreement = member(await asOther(ADMIN, 'POST', '/hipaa/baa', { json: baaTerms() }), 'id');
  const job = member(await asOther(ADMIN, 'POST', '/hipaa/keys/reencrypt'), 'id');
  const key = await asOther(ADMIN, 'POST', '/hipaa/keys/rotate');
  const emergency = { json: { reason: 'disaster', justification: 'Example.' } };
  const grantOf = async () =>
    member(await asOther(CLINICIAN, 'POST', `/emergency-access/${patient}`, emergency), 'grant_id');
  const [reviewed, grant] = [await grantOf(), await grantOf()];
  const review = await asOther(ADMIN, 'POST', `/emergency-access/grants/${reviewed}/review`, {
    json: { verdict: 'unjustified' },
  });
  const disclosure = {
    recipient: { name: 'Example County' },
    description: 'Example.',
    purpose_statement: 'Example.',
    basis: '164.512(b)',
  };
  const json = { action: 'EXPORT', resource_type: 'medical_record', patient_id: patient, disclosure };
  const manual = await asOther(ADMIN, 'POST', '/hipaa/audit-logs', { json });
  return {
    patient,
    reading,
    agreement,
    job,
    'key id': member(key, 'key_id'),
    grant,
    'breach assessment': member(review, 'breach_assessment_id'),
    user: member(review, 'user_id'),
    session: String(decodeJwt(await staged().token(ADMIN)).origin_jti),
    'manual event': member(manual, 'id'),
    disclosure: await disclosureId(),
    'covered entity': stack().ready.covered_entities.b,
  } as const;
};

export type ForeignIds = Awaited<ReturnType<typeof makeForeignIds>>;
export type Kind = keyof ForeignIds;

let ids: Promise<ForeignIds> | undefined;

/** Made once for all attacks. */
export const foreignIds = (): Promise<ForeignIds> => (ids ??= makeForeignIds());

/** What each path's variable names, by operation and variable. */
export const PATH_KINDS: Partial<Record<OperationId, Readonly<Record<string, Kind>>>> = {
  getBaa: { id: 'agreement' },
  deactivateBaa: { id: 'agreement' },
  verifyBaaDocument: { id: 'agreement' },
  closeBaa: { id: 'agreement' },
  getPatient: { id: 'patient' },
  patchPatient: { id: 'patient' },
  putCareTeamMember: { id: 'patient', user_id: 'user' },
  deleteCareTeamMember: { id: 'patient', user_id: 'user' },
  createBiometric: { id: 'patient' },
  listBiometrics: { id: 'patient' },
  requestEmergencyAccess: { patient_id: 'patient' },
  getEmergencyGrant: { grant_id: 'grant' },
  reviewEmergencyAccess: { grant_id: 'grant' },
  liftEmergencySuspension: { user_id: 'user' },
  decideBreachAssessment: { id: 'breach assessment' },
  getJob: { id: 'job' },
  stopJob: { id: 'job' },
  endUserSessions: { id: 'user' },
};

/** An id that nothing has. */
export const absentId = (): string => randomUUID();
