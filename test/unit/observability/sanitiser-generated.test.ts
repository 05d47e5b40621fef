import { randomInt } from 'node:crypto';
import { sanitiseText } from '../../../shared/observability/sanitiser';
import { type LabelledLine, labelledLines } from '../../support/phi-lines/lines';

const FIXED_SEED = 1;
const LINES = 4000;
/** Printed with each failure; SANITISER_SEED repeats a run. */
const SEED = Number(process.env.SANITISER_SEED ?? randomInt(2 ** 31));

const share = (part: readonly unknown[], of: readonly unknown[]): number => part.length / Math.max(of.length, 1);

const measure = (lines: readonly LabelledLine[]) => {
  const dirty = lines.filter(({ text, phi }) => phi.some((each) => sanitiseText(text).includes(each)));
  const lost = lines.filter(({ text, keep }) => keep.some((each) => !sanitiseText(text).includes(each)));
  const withPhi = lines.filter(({ phi }) => phi.length > 0);
  return {
    structured: dirty.filter(({ structured }) => structured),
    ofStructured: withPhi.filter(({ structured }) => structured),
    free: dirty.filter(({ structured }) => !structured),
    ofFree: withPhi.filter(({ structured }) => !structured),
    lost,
    ofKept: lines.filter(({ keep }) => keep.length > 0),
  };
};

describe('guarantee 5: every kind of identifier, in every style, from generated lines', () => {
  it('a fixed seed: no structured identifier is left', () => {
    const found = measure(labelledLines(FIXED_SEED, 0, LINES));
    expect(found.structured.map(({ text }) => text)).toEqual([]);
    expect(share(found.free, found.ofFree)).toBeLessThanOrEqual(0.01);
    expect(share(found.lost, found.ofKept)).toBeLessThanOrEqual(0.01);
  });

  it.each([0, 1] as const)(`the random seed ${SEED}, half %d of the words: at most 1 %% of each`, (half) => {
    const found = measure(labelledLines(SEED, half, LINES));
    expect(share(found.structured, found.ofStructured)).toBeLessThanOrEqual(0.01);
    expect(share(found.free, found.ofFree)).toBeLessThanOrEqual(0.01);
    expect(share(found.lost, found.ofKept)).toBeLessThanOrEqual(0.01);
  });
});
