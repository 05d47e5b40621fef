import { SOURCE_DIETS } from '../../../infra/bundle/source-diets';
import { onlyReached, replaced, withoutCalls, withoutMembers } from '../../../infra/bundle/source-text';

const CLASS = `class Box {
    #size = 1;
    constructor() {
        this.#grow();
    }
    /** Calls this.unused() in a comment alone. */
    open() {
        return this.#size;
    }
    #grow() {
        this.#size += 1;
    }
    unused() {
        return this.open();
    }
}
`;

describe('a diet whose text has changed', () => {
  it('fails where a part is not there', () => {
    expect(() => replaced('abc', /x/, '')).toThrow('not found');
    expect(replaced('abc', /b/, '')).toBe('ac');
  });

  it('fails where a class hands itself on, names members at run time, or has none of the roots', () => {
    expect(() => onlyReached(CLASS.replace('return this.#size', 'return this[name]'), ['open'])).toThrow('handed on');
    expect(() => onlyReached(CLASS.replace('return this.#size', 'return use(this)'), ['open'])).toThrow('handed on');
    expect(() => onlyReached(CLASS, ['close'])).toThrow('no method');
  });
});

describe('shorter texts', () => {
  it('keep the methods that are called, and those that they call', () => {
    const lean = onlyReached(CLASS, ['constructor', 'open']);
    expect(lean).toContain('#grow() {');
    expect(lean).toContain('open() {');
    expect(lean).not.toContain('unused() {');
    expect(withoutMembers(CLASS, (name) => name === 'open')).not.toContain('open() {');
  });

  it('lose calls with all that stands in their brackets, quotes included', () => {
    expect(withoutCalls("x.meta({ a: ') \\' }', b: `)` }).y.meta(f(1)).z", 'meta')).toBe('x.y.z');
    expect(() => withoutCalls('x.meta({', 'meta')).toThrow('does not close');
  });
});

describe('a handler', () => {
  const diet = (path: string) => SOURCE_DIETS.find(({ file }) => file.test(path))?.contents;
  const handlers = diet('/x/functions/patients/get-patient.ts');
  const tables = diet('/x/shared/api/routes/x-routes.ts');
  const TABLE = `import { A, B } from '../schemas/x';

const SHARED = 1;

export const xRoutes = defineRoutes({
  first: {
    summary: 'One',
    body: A,
  },
  second: {
    body: B,
  },
});
`;

  it('imports its own route alone', () => {
    const text =
      "import { xRoutes } from '../../shared/api/routes/x-routes';\nexport const handler = lambda(\n  xRoutes,\n  'second',\n  {},\n);";
    expect(handlers?.(text, '', '')).toContain("'../../shared/api/routes/x-routes?route=second'");
    const table = tables?.(TABLE, '', '?route=second');
    expect(table).toContain('body: B');
    expect(table).not.toContain('body: A');
    expect(tables?.(TABLE, '', '')).toContain('body: A');
  });

  it('does not build where it names no operation, or one that its group has not', () => {
    const text = "import { xRoutes } from '../../shared/api/routes/x-routes';\nexport const handler = other(xRoutes);";
    expect(() => handlers?.(text, '', '')).toThrow('names no operation');
    expect(() => tables?.(TABLE, '', '?route=third')).toThrow('no route third');
  });
});
