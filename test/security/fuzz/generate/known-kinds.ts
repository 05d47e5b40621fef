/** The path of what an `id` in this path names: `/patients/{id}/biometrics` is about `/patients`. */
export const collectionOf = (path: string): string => path.split('/{')[0]?.replace(/\/search$/, '') ?? path;

/** Members that name things of the stack wherever they stand. */
const BY_NAME: Readonly<Record<string, string>> = {
  patient_id: 'id:/patients',
  user_id: 'id:/users',
  on_behalf_of: 'id:/users',
  breach_assessment_id: 'id:/breach-assessments',
  baa_id: 'id:/hipaa/baa',
  job_id: 'id:/jobs',
  grant_id: 'grant_id',
  covered_entity_id: 'entity',
  ciphertext: 'sealed.ciphertext',
  version: 'key_version',
  confirm: 'key_id',
  key_id: 'key_id',
  mrn: 'mrn',
  last_name: 'last_name',
  date_of_birth: 'date_of_birth',
  device_id: 'device_id',
  sha256: 'document_hash',
  signed_document_hash: 'document_hash',
  'Idempotency-Key': 'idempotency_key',
};

/** What a member or parameter names, if that is a thing of the stack. */
export const knownKindOf = (name: string, path: string): string | undefined => {
  if (name === 'id') return `id:${collectionOf(path)}`;
  if (name === 'cursor') return `cursor:${path}`;
  return BY_NAME[name];
};
