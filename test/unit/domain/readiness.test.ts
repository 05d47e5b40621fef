import * as fc from 'fast-check';
import { CHECKS, type CheckName, CONTROLS, Readiness, type ReadinessCheck } from '../../../shared/domain/readiness';

const NAMES = Object.keys(CHECKS) as CheckName[];

const check = (name: CheckName, passed: boolean): ReadinessCheck => ({
  name,
  ...CHECKS[name],
  passed,
  ...(passed ? {} : { reason: 'unavailable' as const }),
  checked_at: '2027-01-01T00:00:00.000Z',
  duration_ms: 1,
});

const bodyOf = (failed: readonly CheckName[]) =>
  Readiness.of(
    'aws',
    NAMES.map((name) => check(name, !failed.includes(name))),
  ).body;

describe('164.308(a)(8) evaluation: what checks say of controls', () => {
  it('a control holds exactly if all its checks passed, and all is ready exactly if all controls hold', () => {
    fc.assert(
      fc.property(fc.subarray(NAMES), (failed) => {
        const body = bodyOf(failed);
        for (const control of CONTROLS)
          expect(body[control]).toBe(!failed.some((name) => CHECKS[name].control === control));
        expect(body.overall_hipaa_ready).toBe(failed.length === 0);
        expect(body.checks.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual(failed);
      }),
    );
  });

  it('a control without checks does not hold', () => {
    expect(Readiness.of('local', [])).toMatchObject({
      body: { has_active_baa: false, audit_logging_enabled: false, overall_hipaa_ready: false },
    });
  });

  it.each([
    ['a value of a caller', { measured: 'Maria Invented' }],
    ['an error’s text', { reason: 'AccessDeniedException: no' }],
    ['an account', { resource: 'arn:aws:kms:us-east-1:123456789012:key/x' }],
    ['a field beyond the contract', { note: 'x' }],
  ])('takes no %s', (_, changes) => {
    const wrong = { ...check('baa-active', false), ...changes } as ReadinessCheck;
    expect(() => Readiness.of('aws', [wrong])).toThrow();
  });
});
