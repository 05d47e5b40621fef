import { type Baa, type BaaStatus, baaStatus } from '../domain/baa';

/** What the parties agreed on; the rest the registry adds. */
export type BaaTerms = Omit<
  Baa,
  'id' | 'covered_entity_id' | 'created_at' | 'deactivated_at' | 'closed_at' | 'closure' | 'alerted_days'
>;

/** An agreement as it is shown. */
export type BaaBody = BaaTerms &
  Pick<Baa, 'id' | 'covered_entity_id' | 'created_at' | 'deactivated_at' | 'closed_at' | 'closure'> & {
    readonly status: BaaStatus;
    /** Versions of the entity’s key whose material is there, beside the word that all PHI was destroyed. */
    readonly keys_present?: number;
  };

/** Shows an agreement as it stands at a time. */
export const baaBody = (baa: Baa, now: Date): BaaBody => ({
  id: baa.id,
  covered_entity_id: baa.covered_entity_id,
  status: baaStatus(baa, now),
  created_at: baa.created_at,
  organization_name: baa.organization_name,
  signatory_name: baa.signatory_name,
  signatory_email: baa.signatory_email,
  effective_date: baa.effective_date,
  expiry_date: baa.expiry_date,
  data_residency_region: baa.data_residency_region,
  phi_categories: baa.phi_categories,
  signed_document_hash: baa.signed_document_hash,
  clauses: baa.clauses,
  subcontractors: baa.subcontractors,
  deactivated_at: baa.deactivated_at,
  closed_at: baa.closed_at,
  closure: baa.closure,
});

/** Shows an agreement as it stood when it was put on file: what the first answer said, whatever happened since. */
export const baaBodyWhenCreated = (baa: Baa): BaaBody =>
  baaBody({ ...baa, deactivated_at: undefined, closed_at: undefined, closure: undefined }, new Date(baa.created_at));
