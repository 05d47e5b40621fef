import { seededSuite } from '../../support/seeded-suite';

const ITEMS = Array.from({ length: 1_000 }, (_, index) => index);

describe('the draws of a suite', () => {
  it('are a part’s own: what other parts drew, or that they did not run at all, changes nothing', () => {
    const [whole, one] = [seededSuite('attacks'), seededSuite('attacks')];
    whole.sample('before', ITEMS, 20);
    whole.random('before').next();
    expect(one.sample('cursors', ITEMS, 20)).toEqual(whole.sample('cursors', ITEMS, 20));
    expect(one.random('bits').digits(20)).toBe(whole.random('bits').digits(20));
  });

  it('differ from part to part, and from seed to seed', () => {
    const suite = seededSuite('attacks');
    expect(suite.sample('a', ITEMS, 20)).not.toEqual(suite.sample('b', ITEMS, 20));
    process.env.PHIDUCIA_SEED = String(suite.seed + 1);
    const other = seededSuite('attacks');
    delete process.env.PHIDUCIA_SEED;
    expect(suite.sample('a', ITEMS, 20)).not.toEqual(other.sample('a', ITEMS, 20));
  });
});
