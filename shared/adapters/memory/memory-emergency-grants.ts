import type { SealedRecord } from '../../crypto/record-envelope';
import {
  type EmergencyGrant,
  grantStatus,
  type GrantReview,
  type GrantTerms,
  opensRecord,
} from '../../domain/emergency-grant';
import type { EmergencyGrants, GrantKey, GrantPage, StoredGrant } from '../../ports/emergency-grants';
import { MemoryMutation } from './memory-mutation';

const MOST_OVERDUE = 100;

/** Emergency grants in memory. */
export class MemoryEmergencyGrants implements EmergencyGrants {
  readonly #grants = new Map<string, StoredGrant>();

  find(coveredEntityId: string, id: string): Promise<StoredGrant | undefined> {
    return Promise.resolve(this.#at({ covered_entity_id: coveredEntityId, id }));
  }

  openFor(
    at: Pick<GrantTerms, 'covered_entity_id' | 'patient_id' | 'user_id'>,
    now: Date,
  ): Promise<EmergencyGrant | undefined> {
    return Promise.resolve(this.#of(at.covered_entity_id).find((grant) => opensRecord(grant, at, now)));
  }

  overdueOf(coveredEntityId: string, userId: string, now: Date): Promise<number> {
    const overdue = this.#of(coveredEntityId).filter(
      (grant) => grant.user_id === userId && grantStatus(grant, now) === 'review_overdue',
    );
    return Promise.resolve(Math.min(overdue.length, MOST_OVERDUE));
  }

  page(coveredEntityId: string, before: string | undefined, limit: number): Promise<GrantPage> {
    const left = this.#of(coveredEntityId).filter(({ id }) => before === undefined || id < before);
    const grants = left.slice(0, limit);
    const next = left.length > limit ? grants.at(-1)?.id : undefined;
    return Promise.resolve({ grants, ...(next === undefined ? {} : { next }) });
  }

  toEscalate(now: Date, limit: number): Promise<readonly EmergencyGrant[]> {
    const open = [...this.#grants.values()].filter(
      (grant) => grant.escalated_at === undefined && grantStatus(grant, now) === 'review_overdue',
    );
    return Promise.resolve(open.sort((a, b) => (a.review_due_at < b.review_due_at ? -1 : 1)).slice(0, limit));
  }

  pending(most: number): Promise<{ readonly grants: readonly EmergencyGrant[]; readonly more: boolean }> {
    const open = [...this.#grants.values()].filter(({ review }) => review === undefined);
    return Promise.resolve({ grants: open.slice(0, most), more: open.length > most });
  }

  creation(grant: StoredGrant): MemoryMutation {
    return new MemoryMutation(
      () => !this.#grants.has(grant.id),
      () => this.#grants.set(grant.id, grant),
    );
  }

  review(key: GrantKey, review: GrantReview, note: SealedRecord<'note'> | undefined): MemoryMutation {
    return this.#change(key, ({ review: earlier }) => earlier === undefined, {
      review,
      ...(note === undefined ? {} : { note }),
    });
  }

  replacement(before: StoredGrant, { justification, note }: StoredGrant): MemoryMutation {
    const unchanged = (grant: StoredGrant): boolean =>
      grant.justification === before.justification && grant.note === before.note;
    return this.#change(before, unchanged, { justification, ...(note === undefined ? {} : { note }) });
  }

  escalation(key: GrantKey, at: Date): MemoryMutation {
    const open = ({ review, escalated_at }: StoredGrant): boolean => review === undefined && escalated_at === undefined;
    return this.#change(key, open, { escalated_at: at.toISOString() });
  }

  #at({ covered_entity_id, id }: GrantKey): StoredGrant | undefined {
    const grant = this.#grants.get(id);
    return grant?.covered_entity_id === covered_entity_id ? grant : undefined;
  }

  /** Newest first. */
  #of(coveredEntityId: string): readonly StoredGrant[] {
    const own = [...this.#grants.values()].filter(({ covered_entity_id }) => covered_entity_id === coveredEntityId);
    return own.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  #change(key: GrantKey, permitted: (grant: StoredGrant) => boolean, change: Partial<StoredGrant>): MemoryMutation {
    return new MemoryMutation(
      () => {
        const grant = this.#at(key);
        return grant !== undefined && permitted(grant);
      },
      () => {
        const grant = this.#at(key);
        if (grant !== undefined) this.#grants.set(key.id, { ...grant, ...change });
      },
    );
  }
}
