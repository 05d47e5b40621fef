import { formatPosition, newestFirst } from '../../domain/biometric-reading';
import type {
  BiometricStore,
  ReadingKey,
  ReadingsPage,
  ReadingsQuestion,
  StoredReading,
} from '../../ports/biometric-store';
import { MemoryMutation } from './memory-mutation';

const nameOf = (key: ReadingKey): string => [key.covered_entity_id, key.patient_id, formatPosition(key)].join('/');

/** Readings in memory. */
export class MemoryBiometricStore implements BiometricStore {
  readonly #readings = new Map<string, StoredReading>();

  find(key: ReadingKey): Promise<StoredReading | undefined> {
    return Promise.resolve(this.#readings.get(nameOf(key)));
  }

  page({ from, to, before, limit, ...of }: ReadingsQuestion): Promise<ReadingsPage> {
    const following = [...this.#readings.values()]
      .filter((each) => each.covered_entity_id === of.covered_entity_id && each.patient_id === of.patient_id)
      .filter(({ data_type }) => of.data_types.includes(data_type))
      .filter(({ timestamp }) => (from === undefined || timestamp >= from) && (to === undefined || timestamp <= to))
      .filter((each) => before === undefined || formatPosition(each) < formatPosition(before))
      .sort(newestFirst);
    const readings = following.slice(0, limit);
    const next = following.length > limit ? readings.at(-1) : undefined;
    return Promise.resolve(next === undefined ? { readings } : { readings, next });
  }

  creation(reading: StoredReading): MemoryMutation {
    return new MemoryMutation(
      () => !this.#readings.has(nameOf(reading)),
      () => this.#readings.set(nameOf(reading), reading),
    );
  }

  replacement(before: StoredReading, after: StoredReading): MemoryMutation {
    return new MemoryMutation(
      () => {
        const current = this.#readings.get(nameOf(before));
        return current !== undefined && Buffer.from(current.sealed.header).equals(before.sealed.header);
      },
      () => this.#readings.set(nameOf(after), after),
    );
  }
}
