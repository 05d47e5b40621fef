/**
 * What a business associate contract must provide that the business associate will do: 45 CFR 164.504(e)(2)(ii)(A) to
 * (J), each in short. The one list for requests, the report, and documents.
 */
export const BAA_CLAUSES = {
  A: 'Uses and discloses the information only as the contract or the law permits or requires.',
  B: 'Uses appropriate safeguards, and complies with the Security Rule (subpart C) for electronic PHI.',
  C: 'Reports uses and disclosures that the contract does not provide for, breaches of unsecured PHI included (164.410).',
  D: 'Ensures that subcontractors agree to the same restrictions and conditions (164.502(e)(1)(ii)).',
  E: 'Makes PHI available for access by the individual (164.524).',
  F: 'Makes PHI available for amendment, and incorporates amendments (164.526).',
  G: 'Makes available what an accounting of disclosures needs (164.528).',
  H: 'Complies with the Privacy Rule where it carries out an obligation of the covered entity’s.',
  I: 'Makes its practices, books, and records available to the Secretary.',
  J: 'Returns or destroys all PHI at the end if feasible, and else extends the protections to what remains.',
} as const;

export type BaaClauseLetter = keyof typeof BAA_CLAUSES;

export const BAA_CLAUSE_LETTERS = Object.keys(BAA_CLAUSES) as readonly BaaClauseLetter[];
