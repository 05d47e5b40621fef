/** Why PHI is used or disclosed: the purposes of use that a caller may state (45 CFR 164.506, 164.508, 164.512, 164.524). */
export const PURPOSES = [
  'treatment',
  'payment',
  'operations',
  'research',
  'public_health',
  'patient_request',
  'legal',
  'return',
  'emergency',
] as const;

export type Purpose = (typeof PURPOSES)[number];
