import type { Address, PatientPhi } from './patient';
import { isPatientField, type PatientField } from './patient-fields';
import { Plaintext } from './plaintext';

/** PHI fields of one patient, each in a box of its own. */
type BoxedFields = ReadonlyMap<PatientField, Plaintext<string>>;

/** Fields whose value is not a text: sealed as JSON. */
const STRUCTURED: ReadonlySet<PatientField> = new Set<PatientField>(['address', 'diagnosis_codes']);

const textOf = (field: PatientField, value: unknown): string =>
  STRUCTURED.has(field) ? JSON.stringify(value) : String(value);

const valueOf = (field: PatientField, text: string): unknown =>
  STRUCTURED.has(field) ? (JSON.parse(text) as unknown) : text;

/** Boxes the PHI fields that a request has; whatever else it has is left out. */
export const boxFields = (phi: PatientPhi): BoxedFields => {
  const boxed = new Map<PatientField, Plaintext<string>>();
  for (const [name, value] of Object.entries(phi)) {
    if (isPatientField(name) && value !== undefined) boxed.set(name, Plaintext.of(textOf(name, value)));
  }
  return boxed;
};

/** The fields as they are shown, still in one box. */
export const boxedPhi = (fields: BoxedFields): Plaintext<PatientPhi> =>
  Plaintext.all([...fields].map(([name, box]) => box.map((text) => [name, valueOf(name, text)] as const))).map(
    (entries) => Object.fromEntries(entries) as PatientPhi,
  );

/** An address patch: a part is set, or removed by `null`. */
type AddressPatch = Readonly<Partial<Record<keyof Address, string | null>>>;

/** A JSON merge patch of a patient (RFC 7396). */
export type PatientPatch = Readonly<
  Partial<{ readonly [Field in Exclude<keyof PatientPhi, 'address'>]: PatientPhi[Field] | null }>
> & {
  readonly address?: AddressPatch | null;
};

const mergedAddress = (before: Plaintext<string> | undefined, patch: AddressPatch): Plaintext<string> =>
  (before ?? Plaintext.of('{}')).map((text) => {
    const merged = { ...(JSON.parse(text) as object), ...patch };
    return JSON.stringify(Object.fromEntries(Object.entries(merged).filter(([, part]) => part !== null)));
  });

/** The PHI fields that a patch names, whether it sets or removes them. */
export const patchedFields = (patch: PatientPatch): readonly PatientField[] =>
  Object.entries<unknown>(patch).flatMap(([name, value]) =>
    isPatientField(name) && value !== undefined ? [name] : [],
  );

/** The fields after a merge patch (RFC 7396): what it sets, without what it removes. */
export const patchFields = (before: BoxedFields, patch: PatientPatch): BoxedFields => {
  const after = new Map(before);
  const { address, ...others } = patch;
  for (const [name, value] of Object.entries<unknown>(others)) {
    if (!isPatientField(name) || value === undefined) continue;
    if (value === null) after.delete(name);
    else after.set(name, Plaintext.of(textOf(name, value)));
  }
  if (address === null) after.delete('address');
  else if (address !== undefined) after.set('address', mergedAddress(before.get('address'), address));
  return after;
};
