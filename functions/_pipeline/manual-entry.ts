import type * as z from 'zod';
import type { CreateManualEventRequest } from '../../shared/api/schemas/manual-event';
import type { ManualEntry } from '../../shared/application/create-manual-event';
import type { DisclosureTextName } from '../../shared/domain/disclosure';
import { occurrenceProblem } from '../../shared/domain/manual-event';
import { categoriesOfFields } from '../../shared/domain/patient-fields';
import { PHI_CATEGORIES, type PhiCategory } from '../../shared/domain/phi-category';
import { Plaintext } from '../../shared/domain/plaintext';
import type { FieldProblem } from '../../shared/domain/result';

type Body = z.output<typeof CreateManualEventRequest>;
type Disclosure = NonNullable<Body['disclosure']>;

const textsOf = ({ recipient, description, purpose_statement, request_document_hash }: Disclosure) => {
  const texts: Readonly<Record<DisclosureTextName, string | undefined>> = {
    recipient_name: recipient.name,
    recipient_address: recipient.address,
    description,
    purpose_statement,
    request_document_hash,
  };
  const names = Object.keys(texts) as DisclosureTextName[];
  return new Map(
    names.flatMap((name) => {
      const text = texts[name];
      return text === undefined ? [] : [[name, Plaintext.of(text)] as const];
    }),
  );
};

/** The entry of a request, each text of a disclosure in its box, each time in UTC. */
export const manualEntry = (body: Body): ManualEntry => ({
  action: body.action,
  resource_type: body.resource_type,
  resource_id: body.resource_id,
  phi_fields_accessed: body.phi_fields_accessed ?? [],
  occurred_at: body.occurred_at === undefined ? undefined : new Date(body.occurred_at).toISOString(),
  accessed_by: body.accessed_by,
  disclosure: body.disclosure && { basis: body.disclosure.basis, texts: textsOf(body.disclosure) },
});

/**
 * The PHI categories of an entry: those of the fields that were disclosed, all four if none are named. An entry without
 * a disclosure holds ids and words of closed lists, and no PHI.
 */
export const categoriesOfEntry = ({
  disclosure,
  phi_fields_accessed = [],
}: Body): readonly (readonly PhiCategory[])[] => {
  if (disclosure === undefined) return [];
  return [phi_fields_accessed.length === 0 ? PHI_CATEGORIES : categoriesOfFields(phi_fields_accessed)];
};

/** A time that cannot be. */
export const wrongFieldsOfEntry = ({ occurred_at }: Body, now: Date): readonly FieldProblem[] => {
  const code = occurred_at === undefined ? undefined : occurrenceProblem(occurred_at, now);
  return code === undefined ? [] : [{ path: 'occurred_at', code }];
};
