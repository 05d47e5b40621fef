import { KmsKeyWrapping } from '../../../shared/adapters/aws/kms-key-wrapping';
import { MemoryKeyWrapping } from '../../../shared/adapters/memory/memory-key-wrapping';
import type { KeyWrapping } from '../../../shared/ports/key-wrapping';
import { AwsEngines } from '../../support/aws-engines';
import { ENTITY_A, ENTITY_B } from '../../support/synthetic-parties';

interface Subject {
  readonly wrapping: KeyWrapping;
  fail(): void;
  heal(): void;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> => {
  const wrapping = new MemoryKeyWrapping();
  const set = (available: boolean) => () => {
    wrapping.available = available;
  };
  return Promise.resolve({ wrapping, fail: set(false), heal: set(true), close: () => Promise.resolve() });
};

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    wrapping: new KmsKeyWrapping(engines.kms, engines.keyArn),
    fail: () => engines.fail({ service: 'kms', operation: '*', error: 'DisabledException' }),
    heal: () => engines.heal(),
    close: () => engines.close(),
  };
};

const CONTEXT = { covered_entity_id: ENTITY_A, version: 2 };
const UNAVAILABLE = { name: 'DependencyUnavailableError', dependency: 'kms' };

describe.each([
  ['in memory', memory],
  ['in AWS KMS', aws],
])('164.312(a)(2)(iv) encryption: tenant keys wrapped %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterEach(() => {
    subject.heal();
  });
  afterAll(() => subject.close());

  it('are 256 bits, secret, and the same when they are unwrapped', async () => {
    const { key, wrapped } = await subject.wrapping.generate(CONTEXT);
    expect([key.type, key.symmetricKeySize]).toEqual(['secret', 32]);
    expect(key.equals(await subject.wrapping.unwrap(wrapped, CONTEXT))).toBe(true);
    expect(Buffer.from(wrapped).includes(key.export())).toBe(false);
  });

  it('are fresh each time', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => subject.wrapping.generate(CONTEXT)));
    expect(new Set(keys.map(({ key }) => key.export().toString('hex'))).size).toBe(8);
  });

  it.each([
    ['another covered entity', { ...CONTEXT, covered_entity_id: ENTITY_B }],
    ['another version', { ...CONTEXT, version: 1 }],
    ['the entity in another case', { ...CONTEXT, covered_entity_id: ENTITY_A.toUpperCase() }],
  ])('do not open for %s', async (_, context) => {
    const { wrapped } = await subject.wrapping.generate(CONTEXT);
    await expect(subject.wrapping.unwrap(wrapped, context)).rejects.toMatchObject(UNAVAILABLE);
  });

  it.each([
    [
      'a changed last byte',
      (wrapped: Buffer) => Buffer.concat([wrapped.subarray(0, -1), Buffer.of((wrapped.at(-1) ?? 0) ^ 1)]),
    ],
    ['a byte less', (wrapped: Buffer) => wrapped.subarray(0, -1)],
    ['a byte more', (wrapped: Buffer) => Buffer.concat([wrapped, Buffer.of(0)])],
    ['a few bytes', () => Buffer.alloc(8)],
  ])('do not open with %s', async (_, change) => {
    const { wrapped } = await subject.wrapping.generate(CONTEXT);
    await expect(subject.wrapping.unwrap(change(Buffer.from(wrapped)), CONTEXT)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('are neither made nor opened while the key is disabled, and are again afterwards', async () => {
    const { key, wrapped } = await subject.wrapping.generate(CONTEXT);
    subject.fail();
    await expect(subject.wrapping.generate(CONTEXT)).rejects.toMatchObject(UNAVAILABLE);
    await expect(subject.wrapping.unwrap(wrapped, CONTEXT)).rejects.toMatchObject(UNAVAILABLE);
    subject.heal();
    expect(key.equals(await subject.wrapping.unwrap(wrapped, CONTEXT))).toBe(true);
  });
});
