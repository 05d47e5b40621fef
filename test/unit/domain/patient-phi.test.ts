import fc from 'fast-check';
import { boxedPhi, boxFields, patchedFields, patchFields, type PatientPatch } from '../../../shared/domain/patient-phi';
import type { PatientPhi } from '../../../shared/domain/patient';
import { revealPlaintext } from '../../../shared/domain/plaintext';
import { syntheticPatient } from '../../support/synthetic-patient';

const open = (fields: Parameters<typeof boxedPhi>[0]): PatientPhi => revealPlaintext(boxedPhi(fields));

/** RFC 7396, section 2, as it stands there. */
const mergePatch = (target: unknown, patch: unknown): unknown => {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, name);
    else result[name] = mergePatch(result[name], value);
  }
  return result;
};

const text = fc.string({ minLength: 1, maxLength: 8 });
const phi = fc.record(
  {
    first_name: text,
    notes: text,
    diagnosis_codes: fc.array(text, { maxLength: 3 }),
    address: fc.record({ line1: text, city: text }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const patch: fc.Arbitrary<PatientPatch> = fc.record(
  {
    first_name: text,
    notes: fc.option(text),
    diagnosis_codes: fc.option(fc.array(text, { maxLength: 3 })),
    address: fc.option(fc.record({ line1: fc.option(text), city: fc.option(text) }, { requiredKeys: [] })),
  },
  { requiredKeys: [] },
);

describe('a patient’s PHI in boxes', () => {
  it('comes out as it went in, every field', () => {
    expect(open(boxFields(syntheticPatient() as PatientPhi))).toEqual(syntheticPatient());
  });

  it('shows nothing of itself where it is printed', () => {
    const printed = JSON.stringify([...boxFields(syntheticPatient() as PatientPhi)]);
    expect(printed).not.toContain('Quackenbush');
  });

  it('is patched as RFC 7396 says', () => {
    fc.assert(
      fc.property(phi, patch, (before, change) => {
        expect(open(patchFields(boxFields(before), change))).toEqual(mergePatch(before, change));
      }),
    );
  });

  it('names the fields that a patch sets or removes, and no others', () => {
    expect(patchedFields({ first_name: 'A', notes: null, phone: undefined })).toEqual(['first_name', 'notes']);
  });
});
