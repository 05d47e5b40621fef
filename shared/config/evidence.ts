/** Days for which the evidence bucket locks each object by default, in COMPLIANCE mode. */
export const EVIDENCE_LOCK_DAYS = 35;
