import * as z from 'zod';
import { firstInstant, lastInstant } from '../../domain/audit-query';
import {
  BIOMETRIC_TYPES,
  BLOOD_PRESSURE,
  type BiometricType,
  SCALAR_TYPES,
  type ScalarType,
} from '../../domain/biometric-types';
import { Cursor, InstantOrDay, Limit, OptionalCoveredEntityId, phi, Timestamp } from './fields';

/** Vital signs are about treatment. */
const PHI = phi('treatment');

const namesOf = <Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] =>
  Object.keys(table) as Name[];

const scalarTypes = namesOf<ScalarType>(SCALAR_TYPES);
const scalarUnits = [...new Set(scalarTypes.flatMap((type) => Object.keys(SCALAR_TYPES[type].units)))];
const pressureUnits = namesOf(BLOOD_PRESSURE.units);

/** Characters of the longest time: RFC 3339 sets no bound to the digits of a second. */
const MAX_TIME = 64;

const scalarUnitsByType = scalarTypes.map((type) => `${type}: ${Object.keys(SCALAR_TYPES[type].units).join(', ')}`);

const Quantity = z
  .number()
  .meta({ ...PHI, description: 'Within the hard range of its type, in the unit that is named.' });

const common = {
  timestamp: z.iso.datetime({ offset: true }).max(MAX_TIME).meta({
    description:
      'When it was measured: RFC 3339, any offset; kept in UTC and milliseconds. At most 5 minutes ahead, not before 1900.',
  }),
  device_id: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,64}$/)
    .optional()
    .meta({
      ...PHI,
      description:
        'The device, opaque. With it a repeat is known by patient, device, type, and time, and `Idempotency-Key` is not ' +
        'looked at: the same value gets the first answer, another one 409 `reading-conflict`.',
    }),
  covered_entity_id: OptionalCoveredEntityId,
};

const ScalarReading = z
  .strictObject({
    data_type: z.enum(scalarTypes),
    value: Quantity,
    unit: z.enum(scalarUnits).meta({ description: `UCUM. ${scalarUnitsByType.join('; ')}.` }),
    ...common,
  })
  .meta({
    id: 'ScalarReading',
    examples: [{ data_type: 'temperature', value: 98.6, unit: '[degF]', timestamp: '2026-03-04T09:15:00-05:00' }],
  });

const PressureReading = z
  .strictObject({
    data_type: z.literal('blood_pressure'),
    systolic: Quantity,
    diastolic: Quantity.meta({ description: 'Below `systolic`.' }),
    unit: z.enum(pressureUnits).meta({ description: 'UCUM.' }),
    ...common,
  })
  .meta({
    id: 'PressureReading',
    examples: [
      { data_type: 'blood_pressure', systolic: 121, diastolic: 79, unit: 'mm[Hg]', timestamp: '2026-03-04T14:15:00Z' },
    ],
  });

export const CreateBiometricRequest = z.discriminatedUnion('data_type', [ScalarReading, PressureReading]);

const dataType = z.enum(BIOMETRIC_TYPES satisfies readonly BiometricType[]);

const facts = {
  id: z.uuid(),
  data_type: dataType,
  loinc_code: z.string().meta({ description: 'LOINC, as the FHIR R4 vital signs profile names it.' }),
  timestamp: Timestamp,
  unit: z.string().meta({ description: 'The type’s canonical unit, UCUM.' }),
  plausible: z.boolean().meta({ description: '`false`: possible, but rare enough to look at again.' }),
  created_at: Timestamp,
};

/** What a recorded reading is answered with: no value. */
export const ReadingReceiptView = z.strictObject({ ...facts, patient_id: z.uuid() }).meta({ id: 'ReadingReceipt' });

const quantities = {
  value: z.number().optional().meta(PHI),
  systolic: z.number().optional().meta(PHI),
  diastolic: z.number().optional().meta(PHI),
};

const ReadingView = z
  .strictObject({
    ...facts,
    plausible: facts.plausible.meta(PHI),
    ...quantities,
    original: z.strictObject({ ...quantities, unit: z.string() }).meta({ ...PHI, description: 'As it was sent.' }),
    device_id: z.string().optional().meta(PHI),
  })
  .meta({ id: 'Reading' });

export const ReadingPage = z
  .strictObject({
    items: z.array(ReadingView).readonly(),
    next_cursor: Cursor.optional().meta({ description: 'Absent at the end of the list.' }),
  })
  .meta({ id: 'ReadingPage' });

export const ListBiometricsQuery = z
  .strictObject({
    data_type: dataType.optional().meta({ description: 'One type; without it all of them, merged.' }),
    from: InstantOrDay.optional().meta({ description: 'The first instant, RFC 3339 and UTC, or a day (UTC).' }),
    to: InstantOrDay.optional().meta({ description: 'The last instant, itself within; a day is meant whole.' }),
    limit: Limit.optional(),
    cursor: Cursor.optional(),
    covered_entity_id: OptionalCoveredEntityId,
  })
  .refine(({ from, to }) => from === undefined || to === undefined || firstInstant(from) <= lastInstant(to), {
    path: ['to'],
    params: { code: 'before-from' },
  });
