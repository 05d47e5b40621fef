import { syntheticPatient } from '../../support/synthetic-patient';
import { itemsOf, type KnownPatient, keyedStep, memberOf, newId, type Step, step, type StepSource } from './model';

const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };
const EMERGENCY = { 'X-Purpose-Of-Use': 'emergency' };

/** Makes a step of what is known; undefined where too little is. */
export type MakeStep = (source: StepSource) => Step | undefined;

const anyOf = ({ random }: StepSource, patients: readonly KnownPatient[]): KnownPatient | undefined =>
  patients.length === 0 ? undefined : random.any(patients);

/** One of the patients whom this client alone changes. */
const own = (source: StepSource): KnownPatient | undefined =>
  anyOf(
    source,
    source.model.patients.filter(({ owner }) => owner === source.client),
  );

/** A step about one of the client's patients. */
const about =
  (make: (source: StepSource, patient: KnownPatient) => Step): MakeStep =>
  (source) => {
    const patient = own(source);
    return patient && make(source, patient);
  };

const createPatient: MakeStep = (source) => {
  const { model, random, client, who } = source;
  const content = {
    ...syntheticPatient(),
    mrn: `K${random.digits(12)}`,
    last_name: `Q${random.from('abcdefghij', 8)}`,
  };
  return keyedStep(source, {
    operation: 'createPatient',
    path: '/patients',
    json: content,
    acknowledged: (answer) =>
      model.patients.push({
        ...{ id: memberOf(answer, 'id'), owner: client, who, content, version: 1, comparedAt: 0 },
        readings: [],
        careTeam: new Map(),
      }),
  });
};

const patchPatient = about((source, patient) => {
  const change = { phone: `+1 555 ${source.random.digits(7)}`, last_name: `R${source.random.from('klmnopqrst', 8)}` };
  const { version } = patient;
  return step(source, {
    operation: 'patchPatient',
    method: 'PATCH',
    path: `/patients/${patient.id}`,
    options: { json: change, headers: { 'If-Match': `"${version}"` } },
    repeat: 'by-version',
    acknowledged: () => {
      patient.content = { ...patient.content, ...change };
      patient.version = version + 1;
      patient.comparedAt = 0;
    },
  });
});

const createBiometric = about((source, patient) => {
  const value = source.random.between(40, 160);
  const timestamp = new Date(Date.UTC(2026, 0, 1) + source.random.below(10_000_000) * 1000).toISOString();
  return keyedStep(source, {
    operation: 'createBiometric',
    path: `/patients/${patient.id}/biometrics`,
    json: { data_type: 'heart_rate', value, unit: '/min', timestamp },
    acknowledged: (answer) => {
      patient.readings.push({ id: memberOf(answer, 'id'), value });
      patient.comparedAt = 0;
    },
  });
});

const reads = (operation: 'getPatient' | 'listBiometrics', headers: Readonly<Record<string, string>>) => {
  const rest = operation === 'listBiometrics' ? '/biometrics' : '';
  return (source: StepSource, { id }: KnownPatient): Step =>
    step(source, { operation, method: 'GET', path: `/patients/${id}${rest}`, options: { headers } });
};

const searchPatients = about((source, { content }) =>
  step(source, {
    operation: 'searchPatients',
    method: 'POST',
    path: '/patients/search',
    options: { json: { mrn: content.mrn }, headers: TREATMENT },
    events: (answer) => Math.max(1, itemsOf(answer).length),
  }),
);

const changeCareTeam: MakeStep = (source) => {
  const patient = anyOf(source, source.model.patients);
  if (patient === undefined) return undefined;
  const known = [...patient.careTeam].filter(([, on]) => on).map(([userId]) => userId);
  const removes = known.length > 0 && source.random.below(3) === 0;
  const userId = removes ? source.random.any(known) : newId(source.random);
  return step(source, {
    operation: removes ? 'deleteCareTeamMember' : 'putCareTeamMember',
    method: removes ? 'DELETE' : 'PUT',
    path: `/patients/${patient.id}/care-team/${userId}`,
    repeat: 'as-it-is',
    acknowledged: () => patient.careTeam.set(userId, !removes),
  });
};

const breakGlass: MakeStep = (source) => {
  const patient = anyOf(
    source,
    source.model.patients.filter(({ grantId }) => grantId === undefined),
  );
  if (patient === undefined) return undefined;
  return keyedStep(source, {
    operation: 'requestEmergencyAccess',
    path: `/emergency-access/${patient.id}`,
    json: { reason: 'disaster', justification: `Storm ${source.random.digits(6)}.` },
    acknowledged: (answer) => {
      patient.grantId = memberOf(answer, 'grant_id');
    },
  });
};

const readsUnderGrant =
  (operation: 'getPatient' | 'listBiometrics'): MakeStep =>
  (source) => {
    const patient = anyOf(
      source,
      source.model.patients.filter(({ grantId }) => grantId !== undefined),
    );
    return patient && reads(operation, EMERGENCY)(source, patient);
  };

/** What clinicians and admins do with patients whom they put on file. */
export const patientSteps: readonly MakeStep[] = [
  createPatient,
  createPatient,
  patchPatient,
  patchPatient,
  createBiometric,
  createBiometric,
  about(reads('getPatient', TREATMENT)),
  about(reads('listBiometrics', TREATMENT)),
  searchPatients,
];

/** What an admin alone does. */
export const careTeamSteps: readonly MakeStep[] = [changeCareTeam];

/** What a clinician does who is on nobody's care team. */
export const emergencySteps: readonly MakeStep[] = [
  breakGlass,
  readsUnderGrant('getPatient'),
  readsUnderGrant('getPatient'),
  readsUnderGrant('listBiometrics'),
];
