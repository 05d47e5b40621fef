import * as z from 'zod';
import { CreatePatientRequest, PatchPatientRequest, PatientView } from '../../../shared/api/schemas/patient';
import { PATIENT_FIELD_CATEGORIES } from '../../../shared/domain/patient-fields';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly 'x-phi'?: string;
}

/** The mark of a schema, wherever in it the mark stands. */
const markOf = (schema: JsonSchema): string | undefined =>
  schema['x-phi'] ?? schema.anyOf?.map(markOf).find((mark) => mark !== undefined);

/** The marked fields of a schema, found by walking the JSON Schema that it emits. */
const marks = (schema: z.ZodType): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries((z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema).properties ?? {})
      .map(([name, property]) => [name, markOf(property)] as const)
      .filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );

describe('PHI is marked in the schemas as the catalogue of fields has it', () => {
  it.each([
    ['what creates a patient', CreatePatientRequest],
    ['what patches one', PatchPatientRequest],
    ['what shows one', PatientView],
  ])('%s', (_, schema) => {
    expect(marks(schema)).toEqual(PATIENT_FIELD_CATEGORIES);
  });
});
