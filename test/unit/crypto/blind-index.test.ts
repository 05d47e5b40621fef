import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { criteriaMac, entryOfCriterion, indexEntriesOf } from '../../../shared/crypto/blind-index';
import { searchCriteria, type SearchWords } from '../../../shared/domain/patient-search';
import { boxFields } from '../../../shared/domain/patient-phi';

const key = createSecretKey(Buffer.alloc(32, 7));
const PERSON = { last_name: 'O’Brien-Smith', first_name: 'Li', date_of_birth: '1980-02-29', mrn: 'M-1', notes: 'n' };
const entryOf = (words: SearchWords, under = key) =>
  searchCriteria(words).map((criterion) => entryOfCriterion(under, criterion))[0];

/** The construction once more, from docs/search-index.md. */
const independent = (field: string, form: string, text: string): string => {
  const piece = (value: string) => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(Buffer.byteLength(value)));
    return Buffer.concat([length, Buffer.from(value)]);
  };
  const count = Buffer.alloc(8);
  count.writeBigUInt64LE(4n);
  const message = Buffer.concat([count, ...['search-index.v1', field, form, text].map(piece)]);
  return `${field}:${createHmac('sha256', key).update(message).digest('hex').slice(0, 4)}`;
};

describe('entries of the blind index', () => {
  it('are HMACs of 16 bits, as docs/search-index.md has them: exact ones, and prefixes of 3 to 6 of a name', () => {
    expect(indexEntriesOf(boxFields(PERSON), key)).toEqual(
      [
        independent('last_name', 'exact', 'obriensmith'),
        independent('last_name', 'prefix', 'obr'),
        independent('last_name', 'prefix', 'obri'),
        independent('last_name', 'prefix', 'obrie'),
        independent('last_name', 'prefix', 'obrien'),
        independent('first_name', 'exact', 'li'),
        independent('date_of_birth', 'exact', '1980-02-29'),
        independent('mrn', 'exact', 'm1'),
      ].sort(),
    );
  });

  it('are found by what is searched for, a prefix of more than 6 by its first 6', () => {
    const entries = indexEntriesOf(boxFields(PERSON), key);
    for (const words of [
      { last_name: 'obrien smith' },
      { last_name: 'OBR', prefix: true },
      { last_name: 'o-b-r-i-e-n-s', prefix: true },
      { mrn: 'm 1' },
      { date_of_birth: '1980-02-29', prefix: true },
    ]) {
      expect(entries).toContain(entryOf(words));
    }
    expect(entries).not.toContain(entryOf({ last_name: 'obrien' }));
  });

  it('are others under another key, and of another field', () => {
    expect(entryOf({ last_name: 'Roe' }, createSecretKey(randomBytes(32)))).not.toBe(entryOf({ last_name: 'Roe' }));
    expect(entryOf({ last_name: 'Roe' })?.slice(-4)).not.toBe(entryOf({ first_name: 'Roe' })?.slice(-4));
  });

  it('are none of a value that is nothing but punctuation', () => {
    expect(indexEntriesOf(boxFields({ last_name: '- -' }), key)).toEqual([]);
  });

  it('a search’s MAC is whole, and another one for other criteria, forms, and fields', () => {
    const macs = [
      { last_name: 'roe' },
      { first_name: 'roe' },
      { last_name: 'roe', prefix: true },
      { last_name: 'roe', first_name: 'roe' },
    ].map((words) => criteriaMac(key, searchCriteria(words)));
    expect(new Set(macs).size).toBe(macs.length);
    for (const mac of macs) expect(Buffer.from(mac, 'base64url')).toHaveLength(32);
  });
});
