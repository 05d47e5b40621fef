/** The categories of PHI that a business associate agreement covers, in the order of their codes in a ciphertext. */
export const PHI_CATEGORIES = ['demographics', 'diagnosis', 'treatment', 'billing'] as const;

export type PhiCategory = (typeof PHI_CATEGORIES)[number];
