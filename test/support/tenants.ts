import { randomUUID } from 'node:crypto';
import { coveredEntities } from '../../infra/local/seed/covered-entities';
import { type DemoUser, demoUsers } from '../../infra/local/seed/demo-users';
import { PHI_CATEGORIES } from '../../shared/domain/phi-category';
import type { LocalStack } from './local-stack';
import { poolToken } from './pool-tokens';
import { baaOf, storeBaa } from './stored-baa';

const DAY_MS = 24 * 3_600_000;

const daysFromNow = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/**
 * Two covered entities in the places of the demo's, with the demo's users in them: on a stack with other suites'
 * patients, a suite sees its own alone. Their tokens are signed by the pool's key, as those of a sign-in are.
 */
export class Tenants {
  readonly entities = { a: randomUUID(), b: randomUUID() };
  readonly #users = new Map<string, string>();

  /** Both entities have an agreement in force, of everything and for three years, as the demo's have. */
  async putAgreementsOnFile(stack: LocalStack): Promise<void> {
    const terms = { phi_categories: PHI_CATEGORIES, effective_date: daysFromNow(-30), expiry_date: daysFromNow(1095) };
    const agreements = Object.values(this.entities).map((entity) => baaOf(entity, terms));
    await Promise.all(agreements.map((baa) => storeBaa(stack, baa)));
  }

  /** @throws Error for somebody who is no demo user */
  token(stack: LocalStack, email: string): Promise<string> {
    const user = demoUsers.find((candidate) => candidate.email === email);
    if (user === undefined) throw new Error(`There is no demo user ${email}.`);
    const sub = this.#users.get(email) ?? randomUUID();
    this.#users.set(email, sub);
    const groups = user.groups.length === 0 ? undefined : user.groups;
    return poolToken(stack, { sub, 'cognito:groups': groups, covered_entity_id: this.#entityOf(user) });
  }

  #entityOf({ coveredEntityId }: DemoUser): string | undefined {
    if (coveredEntityId === undefined) return undefined;
    return coveredEntityId === coveredEntities.a ? this.entities.a : this.entities.b;
  }
}
