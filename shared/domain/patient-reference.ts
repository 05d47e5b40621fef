import { member, textMember } from './json-member';

/**
 * The patient whom a request, or an item of one, names: as its own `patient_id`, or as that of its context; in the one
 * spelling of the access log. What it is given has its route's form, which lets nothing but a UUID stand there.
 */
export const patientOf = (part: unknown): string | undefined =>
  (textMember(part, 'patient_id') ?? textMember(member(part, 'context'), 'patient_id'))?.toLowerCase();
