import * as z from 'zod';
import { CreateBiometricRequest, ReadingPage, ReadingReceiptView } from '../../../shared/api/schemas/biometric';
import { CreatePatientRequest, PatchPatientRequest, PatientView } from '../../../shared/api/schemas/patient';
import { PATIENT_FIELD_CATEGORIES } from '../../../shared/domain/patient-fields';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly 'x-phi'?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** The schema itself: one that has an id stands among the definitions of its document. */
const resolved = (document: JsonSchema): JsonSchema =>
  document.$ref === undefined ? document : (document.$defs?.[document.$ref.replace('#/$defs/', '')] ?? {});

/** The mark of a schema, wherever in it the mark stands. */
const markOf = (schema: JsonSchema): string | undefined =>
  schema['x-phi'] ?? schema.anyOf?.map(markOf).find((mark) => mark !== undefined);

/** The marked fields of a schema, found by walking the JSON Schema that it emits. */
const marks = (schema: z.ZodType): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(
      resolved(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema).properties ?? {},
    )
      .map(([name, property]) => [name, markOf(property)] as const)
      .filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );

describe('PHI of readings is marked, all of it as treatment', () => {
  const [scalar, pressure] = CreateBiometricRequest.options;

  it.each([
    ['a number of one type', scalar, ['device_id', 'value']],
    ['a blood pressure', pressure, ['device_id', 'diastolic', 'systolic']],
    [
      'what is shown',
      ReadingPage.shape.items.unwrap().element,
      ['device_id', 'diastolic', 'original', 'plausible', 'systolic', 'value'],
    ],
    ['the receipt of what was recorded has none', ReadingReceiptView, []],
  ])('%s', (_, schema, names) => {
    expect(Object.keys(marks(schema)).sort()).toEqual(names);
    expect(Object.values(marks(schema)).filter((mark) => mark !== 'treatment')).toEqual([]);
  });
});

describe('PHI is marked in the schemas as the catalogue of fields has it', () => {
  it.each([
    ['what creates a patient', CreatePatientRequest],
    ['what patches one', PatchPatientRequest],
    ['what shows one', PatientView],
  ])('%s', (_, schema) => {
    expect(marks(schema)).toEqual(PATIENT_FIELD_CATEGORIES);
  });
});
