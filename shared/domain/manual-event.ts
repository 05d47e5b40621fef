/** The kinds of thing that a manual entry may be about: a closed list, for a locked log takes no caller's text. */
export const MANUAL_RESOURCE_TYPES = [
  'patient',
  'medical_record',
  'encounter',
  'diagnosis',
  'medication',
  'lab_result',
  'image',
  'biometric',
  'claim',
  'document',
  'value',
] as const;

/** Before HIPAA (Public Law 104-191, 1996) there is nothing to account for. */
const EARLIEST = Date.parse('1996-01-01T00:00:00.000Z');

/** How far the clock of whoever reports may run ahead. */
const LEEWAY_MS = 5 * 60 * 1000;

/** Why an access cannot have happened then, if it cannot. */
export const occurrenceProblem = (occurredAt: string, now: Date): 'too-early' | 'in-the-future' | undefined => {
  const at = Date.parse(occurredAt);
  if (at < EARLIEST) return 'too-early';
  return at > now.getTime() + LEEWAY_MS ? 'in-the-future' : undefined;
};
