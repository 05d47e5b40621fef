import type { Operation } from '../document/openapi-document';
import { isRecord } from '../generate/drawn';
import { collectionOf } from '../generate/known-kinds';

/** Enough that old things are asked for as well, few enough that new ones are. */
const KEPT = 40;

/** What earlier requests made or were told: ids, tokens, cursors, entity tags, search words, idempotency keys. */
export class KnownThings {
  readonly #things = new Map<string, unknown[]>();
  readonly #etags = new Map<unknown, string>();
  readonly #spared = new Set<unknown>();

  /** A thing that no request shall name, such as the agreement without which nothing else would work. */
  spare(thing: unknown): void {
    this.#spared.add(thing);
    for (const [kind, things] of this.#things) {
      this.#things.set(
        kind,
        things.filter((each) => each !== thing),
      );
    }
  }

  add(kind: string, thing: unknown): void {
    if (thing !== undefined && this.#spared.has(thing)) return;
    const things = this.#things.get(kind) ?? [];
    things.push(thing);
    this.#things.set(kind, things.slice(-KEPT));
  }

  /** The latest but `index`. */
  find(kind: string, index: number): unknown {
    const things = this.#things.get(kind) ?? [];
    return things[things.length - 1 - (index % Math.max(1, things.length))];
  }

  /** The entity tag that was last seen of a thing. */
  etagOf(id: unknown): string | undefined {
    return this.#etags.get(id);
  }

  /** Keeps what an accepted request and its answer name. */
  learn({ path, operationId }: Operation, sent: unknown, answer: unknown, headers: Headers): void {
    this.#learnMembers(path, answer);
    const location = headers.get('location');
    if (location !== null) {
      const [id = '', ...parents] = location.split('/').reverse();
      this.add(`id:${parents.reverse().join('/').replace('/api/v1', '')}`, id);
    }
    const etag = headers.get('etag');
    if (etag !== null) {
      this.add('etag', etag);
      if (isRecord(answer)) this.#etags.set(answer.id, etag);
    }
    if (isRecord(sent)) this.#learnSent(sent);
    if (operationId === 'encryptValue' || operationId === 'rewrapValue') this.#learnSealed(sent, answer);
  }

  #learnMembers(path: string, answer: unknown): void {
    if (Array.isArray(answer)) for (const item of answer.slice(0, 5)) this.#learnMembers(path, item);
    if (!isRecord(answer)) return;
    for (const [name, value] of Object.entries(answer)) {
      if (typeof value === 'object') this.#learnMembers(path, value);
      else if (name === 'next_cursor') this.add(`cursor:${path}`, value);
      else if (name === 'id') this.add(`id:${collectionOf(path)}`, value);
      else if (name === 'patient_id') this.add('id:/patients', value);
      else if (name === 'user_id') this.add('id:/users', value);
      else if (name === 'breach_assessment_id') this.add('id:/breach-assessments', value);
      else if (name === 'grant_id' || name === 'key_id') this.add(name, value);
      else if (name === 'version' && path.startsWith('/hipaa/keys')) this.add('key_version', value);
    }
  }

  #learnSent(sent: Readonly<Record<string, unknown>>): void {
    for (const name of ['mrn', 'last_name', 'date_of_birth', 'device_id']) {
      if (typeof sent[name] === 'string') this.add(name, sent[name]);
    }
    for (const name of ['sha256', 'signed_document_hash']) {
      if (typeof sent[name] === 'string') this.add('document_hash', sent[name]);
    }
  }

  /** A token and its context at the same place, so that the same index finds both. */
  #learnSealed(sent: unknown, answer: unknown): void {
    const pairOf = (from: unknown, of: unknown): void => {
      if (!isRecord(from) || !isRecord(of) || typeof of.ciphertext !== 'string' || of.ciphertext.length > 4000) return;
      this.add('sealed.ciphertext', of.ciphertext);
      this.add('sealed.context', from.context);
    };
    pairOf(sent, answer);
    if (!isRecord(sent) || !isRecord(answer) || !Array.isArray(sent.items) || !Array.isArray(answer.items)) return;
    const results: readonly unknown[] = answer.items;
    for (const [index, item] of sent.items.slice(0, 5).entries()) pairOf(item, results[index]);
  }
}
