import { SeededRandom } from '../../support/phi-lines/random';
import { CanaryIndex } from './canary-index';
import { CanaryMint, identifierClasses } from './canaries';
import { encodedForms } from './encodings';

const mint = new CanaryMint(new SeededRandom(20_261_122, 0));
const canaries = identifierClasses.flatMap((identifier) => Array.from({ length: 20 }, () => mint.make(identifier)));
const index = new CanaryIndex(canaries.map((canary) => [canary, canary.value] as const));

/** What stands in logs and tables: ids, times, words of ours. */
const innocent = Array.from({ length: 2_000 }, (_, line) => {
  const random = new SeededRandom(line, 0);
  const id = random.form('%%%%%%%%-%%%%-4%%%-a%%%-%%%%%%%%%%%%');
  const text = `{"request_id":"${id}","timestamp":"2026-11-22T18:22:47.${random.digits(3)}Z","size":${random.digits(9)}}`;
  return `${text} ${Buffer.from(text).toString('base64')}`;
}).join('\n');

describe('guarantee 5: the leak kit can fail', () => {
  it('finds nothing where no canary stands', () => {
    expect(index.find(Buffer.from(innocent))).toEqual([]);
  });

  it.each(identifierClasses)('finds an identifier of class %s in each of its encodings, anywhere', (identifier) => {
    const missed: string[] = [];
    for (const canary of canaries.filter((each) => each.identifier === identifier)) {
      for (const { encoding, text } of encodedForms(canary)) {
        const found = index.find(Buffer.from(`{"a":"é ${text}"}`, 'utf8'));
        if (!found.some(({ planting }) => planting === canary.value)) missed.push(`${encoding}: ${text}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('finds it inside of any base64 and inside of a query', () => {
    for (const { value } of canaries) {
      for (const before of ['', 'x', 'xy', 'xyz']) {
        const inside = Buffer.from(`${before}${value}!!`, 'utf8');
        for (const text of [inside.toString('base64'), inside.toString('base64url')]) {
          expect(index.find(Buffer.from(text)).map(({ planting }) => planting)).toContain(value);
        }
      }
      const query = new URLSearchParams({ name: value }).toString();
      expect(index.find(Buffer.from(query)).map(({ planting }) => planting)).toContain(value);
    }
  });

  it('takes no number for an identifier that is part of a longer one', () => {
    const [canary] = canaries.filter(({ identifier }) => identifier === 'G');
    const digits = canary?.value.replaceAll('-', '') ?? '';
    expect(index.find(Buffer.from(`{"sequence":"8${digits}1"}`))).toEqual([]);
    expect(index.find(Buffer.from(`{"sequence":${digits}}`))).not.toEqual([]);
  });
});
