import fc from 'fast-check';
import { charactersOf, prefixOf, searchText } from '../../../shared/domain/search-normalisation';
import { anyText } from '../../support/any-text';

/** Texts of any characters, with many of the difficult ones. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  anyText(),
  fc.string({ unit: fc.constantFrom(...Array.from('aéßıİſǰŉΐςΣøŁ’-ʼ ﬁ\u0301\u0307𐐀가が')), maxLength: 12 }),
);
const latin = fc.string({ unit: fc.constantFrom(...Array.from('abcdefgxyzéñüøłßæ')), minLength: 1, maxLength: 20 });

describe('how names are compared', () => {
  it.each([
    ['O’BRIEN', 'obrien'],
    ["O'Brien", 'obrien'],
    ['OʼBrien', 'obrien'],
    ['Mejía', 'mejia'],
    ['MEJI\u0301A', 'mejia'],
    ['Smith-Jones', 'smithjones'],
    ['  van der  Berg ', 'vanderberg'],
    ['Weiß', 'weiss'],
    ['WEISS', 'weiss'],
    ['WEIẞ', 'weiss'],
    ['Sørensen', 'sorensen'],
    ['Łukasz', 'lukasz'],
    ['Þórður', 'thordur'],
    ['Æsir Œuvre', 'aesiroeuvre'],
    ['Müller', 'muller'],
    ['İpek Işık', 'ipekisik'],
    ['ﬁnn', 'finn'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['Οδυσσεύς', 'οδυσσευσ'],
    ['Ёлкин', 'елкин'],
    ['홍길동', '홍길동'],
    ['ながと', 'ながと'],
    ['नीरज', 'नीरज'],
    ['MRN-7741/QX', 'mrn7741qx'],
    ['Jane\u200d\u00ad Roe', 'janeroe'],
    ['- \u2019 .', ''],
  ])('%s is %s', (written, compared) => {
    expect(searchText(written)).toBe(compared);
  });

  it('law: normalising twice is normalising once', () => {
    fc.assert(
      fc.property(text, (any) => searchText(searchText(any)) === searchText(any)),
      { numRuns: 2000 },
    );
  });

  it('law: so it is for every single character that there is, in either case', () => {
    const changed: number[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      const once = searchText(character);
      // The iota subscript of ancient Greek is a mark below one letter in small, and a letter of its own in capitals.
      const cases = character.normalize('NFD').includes('\u0345')
        ? []
        : [character.toUpperCase(), character.toLowerCase()];
      const same = [once, ...cases].every((form) => searchText(form) === once);
      if (!same) changed.push(code);
    }
    expect(changed).toEqual([]);
  });

  it('law: case does not matter', () => {
    fc.assert(
      fc.property(latin, (name) => {
        expect([searchText(name.toUpperCase()), searchText(name.toLowerCase())]).toEqual([
          searchText(name),
          searchText(name),
        ]);
      }),
    );
  });

  it('law: accents do not matter, composed or not, nor punctuation between', () => {
    const joint = fc.constantFrom('\u0301', '\u0308', '\u0323', '-', ' ', '’', '.', "'");
    fc.assert(
      fc.property(latin, joint, (name, mark) => {
        const marked = Array.from(name).join(mark) + mark;
        for (const form of ['NFC', 'NFD', 'NFKC'] as const) {
          expect(searchText(marked.normalize(form))).toBe(searchText(name));
        }
      }),
    );
  });

  it('law: what is left are letters, marks, and digits alone', () => {
    fc.assert(fc.property(text, (any) => /^[\p{L}\p{M}\p{N}]*$/u.test(searchText(any))));
  });

  it('law: a prefix is counted in whole characters, and is the beginning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(8), (any, length) => {
        const prefix = prefixOf(any, length);
        expect(any.startsWith(prefix)).toBe(true);
        expect(charactersOf(prefix)).toHaveLength(Math.min(length, charactersOf(any).length));
        expect(prefix.isWellFormed()).toBe(any.isWellFormed());
      }),
    );
  });
});
