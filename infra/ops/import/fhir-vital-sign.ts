import * as z from 'zod';
import { CreateBiometricRequest } from '../../../shared/api/schemas/biometric';
import { measurementProblems } from '../../../shared/domain/biometric-measure';
import { BLOOD_PRESSURE, type ScalarType } from '../../../shared/domain/biometric-types';
import { FhirId } from './fhir-patient';
import { type Mapped, mapped, refused, skipped } from './mapped';
import { deviceIdOf, sourceIdOfReference } from './source-ids';
import { schemaRefusal } from './schema-refusal';
import { BLOOD_PRESSURE_CODES, LOINC, PANEL_CODES, SCALAR_BY_LOINC } from './vital-sign-codes';

const Text = z.string().max(4096);
const Concept = z.looseObject({
  coding: z.array(z.looseObject({ system: Text.optional(), code: Text.optional() })).default([]),
});
const Quantity = z.looseObject({
  value: z.number().optional(),
  unit: Text.optional(),
  code: Text.optional(),
  comparator: Text.optional(),
});

/** As much of a FHIR R4 Observation as Phiducia keeps. */
const FhirObservation = z.looseObject({
  resourceType: z.literal('Observation'),
  id: FhirId,
  status: Text,
  category: z.array(Concept).default([]),
  code: Concept,
  subject: z.looseObject({ reference: Text.optional() }).optional(),
  effectiveDateTime: Text.optional(),
  dataAbsentReason: z.unknown().optional(),
  valueQuantity: Quantity.optional(),
  hasMember: z.array(z.unknown()).optional(),
  component: z.array(z.looseObject({ code: Concept, valueQuantity: Quantity.optional() })).default([]),
});

type Observation = z.output<typeof FhirObservation>;
type ReadingBody = z.output<typeof CreateBiometricRequest>;

export interface SourceReading {
  readonly source_id: string;
  /** What the source calls the patient. */
  readonly patient: string;
  readonly body: ReadingBody;
}

export interface VitalSignOptions {
  /** A day without a time of day is taken as its first instant, UTC. */
  readonly assumeMidnight: boolean;
}

const KEPT_STATUSES: ReadonlySet<string> = new Set(['final', 'amended', 'corrected']);
const OTHER_STATUSES: ReadonlySet<string> = new Set([
  'registered',
  'preliminary',
  'cancelled',
  'entered-in-error',
  'unknown',
]);

const loincCodes = ({ coding }: z.output<typeof Concept>): readonly string[] =>
  coding.flatMap(({ system, code }) => (system === LOINC && code !== undefined ? [code] : []));

/** Its UCUM code, else its unit as written. */
const unitOf = ({ code, unit }: z.output<typeof Quantity>): string | undefined => code ?? unit;

/** A number that is what it says: `< 60` is none. */
const numberOf = (quantity: z.output<typeof Quantity> | undefined): number | undefined =>
  quantity?.comparator === undefined ? quantity?.value : undefined;

const timeOf = ({ effectiveDateTime: time }: Observation, { assumeMidnight }: VitalSignOptions): string | undefined => {
  if (time === undefined || time.includes('T')) return time;
  return assumeMidnight && /^\d{4}-\d{2}-\d{2}$/.test(time) ? `${time}T00:00:00Z` : undefined;
};

const scalar = (data_type: ScalarType, { valueQuantity }: Observation): Mapped<object> => {
  const value = numberOf(valueQuantity);
  const unit = valueQuantity && unitOf(valueQuantity);
  if (value === undefined) return skipped('no-value', 'valueQuantity');
  return unit === undefined ? refused('unit-missing', 'valueQuantity.code') : mapped({ data_type, value, unit });
};

const pressure = ({ component }: Observation): Mapped<object> => {
  const part = (name: 'systolic' | 'diastolic') =>
    component.find(({ code }) => loincCodes(code).includes(BLOOD_PRESSURE.components[name].loinc))?.valueQuantity;
  const [high, low] = [part('systolic'), part('diastolic')];
  const [systolic, diastolic] = [numberOf(high), numberOf(low)];
  if (high === undefined || low === undefined || systolic === undefined || diastolic === undefined) {
    return skipped('no-value', 'component');
  }
  // Synthea leaves the unit out now and then; nobody writes pressures in kPa without saying so.
  const [unit, other] = [unitOf(high) ?? BLOOD_PRESSURE.unit, unitOf(low) ?? BLOOD_PRESSURE.unit];
  return unit === other
    ? mapped({ data_type: 'blood_pressure', systolic, diastolic, unit })
    : refused('units-differ', 'component');
};

const measurementOf = (observation: Observation): Mapped<object> => {
  const codes = loincCodes(observation.code);
  if (codes.some((code) => PANEL_CODES.has(code))) return skipped('panel', 'code');
  if (codes.some((code) => BLOOD_PRESSURE_CODES.has(code))) return pressure(observation);
  const type = codes.map((code) => SCALAR_BY_LOINC.get(code)).find((each) => each !== undefined);
  return type === undefined ? skipped('type-not-kept', 'code') : scalar(type, observation);
};

/** Why an observation is not looked at any further. */
const setAside = ({ status, category, dataAbsentReason }: Observation) => {
  const isVitalSign = category.some(({ coding }) => coding.some(({ code }) => code === 'vital-signs'));
  if (!isVitalSign) return skipped('not-a-vital-sign', 'category');
  if (!KEPT_STATUSES.has(status)) {
    return OTHER_STATUSES.has(status) ? skipped(`status-${status}`, 'status') : refused('not-in-list', 'status');
  }
  return dataAbsentReason === undefined ? undefined : skipped('data-absent', 'dataAbsentReason');
};

/** A vital sign in a FHIR R4 Observation as the API takes it, by LOINC code and UCUM unit. */
export const vitalSignOfFhir = (resource: unknown, options: VitalSignOptions): Mapped<SourceReading> => {
  const parsed = FhirObservation.safeParse(resource);
  if (!parsed.success) return schemaRefusal(parsed.error);
  const observation = parsed.data;
  const aside = setAside(observation);
  if (aside !== undefined) return aside;
  const measurement = measurementOf(observation);
  if (measurement.kind !== 'mapped') return measurement;
  const timestamp = timeOf(observation, options);
  if (timestamp === undefined) return refused('time-missing', 'effectiveDateTime');
  const patient = sourceIdOfReference(observation.subject?.reference);
  if (patient === undefined) return refused('patient-missing', 'subject');
  const device_id = deviceIdOf(observation.id);
  const body = CreateBiometricRequest.safeParse({ ...measurement.value, timestamp, device_id });
  if (!body.success) return schemaRefusal(body.error);
  const [problem] = measurementProblems(body.data);
  if (problem !== undefined) return refused(problem.code, problem.path);
  return mapped({ source_id: observation.id, patient, body: body.data });
};
