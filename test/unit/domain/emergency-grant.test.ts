import fc from 'fast-check';
import * as z from 'zod';
import {
  decideReview,
  EMERGENCY_VERDICTS,
  type EmergencyGrant,
  firstIdSince,
  GRANT_MS,
  grantStatus,
  newGrant,
  opensRecord,
  REVIEW_MS,
  timeOrderedUuid,
} from '../../../shared/domain/emergency-grant';
import { isRefusal } from '../../../shared/domain/result';
import { PATIENT } from '../../support/synthetic-parties';

const START = Date.parse('2026-03-01T12:00:00.000Z');
const [CLINICIAN, ADMIN] = ['clinician', 'admin'];

const granted: EmergencyGrant = newGrant(
  {
    id: timeOrderedUuid(new Date(START), new Uint8Array(10)),
    covered_entity_id: 'entity',
    patient_id: PATIENT,
    user_id: CLINICIAN,
    reason: 'disaster',
    overdue_reviews: 0,
  },
  new Date(START),
);
const at = (ms: number): Date => new Date(START + ms);

describe('164.312(a)(2)(ii) an emergency grant', () => {
  it.each([
    [0, 'active'],
    [GRANT_MS - 1, 'active'],
    [GRANT_MS, 'review_due'],
    [REVIEW_MS - 1, 'review_due'],
    [REVIEW_MS, 'review_overdue'],
    [REVIEW_MS * 1000, 'review_overdue'],
  ])('%d ms after its request it is %s', (ms, status) => {
    expect(grantStatus(granted, at(ms))).toBe(status);
    expect(opensRecord(granted, granted, at(ms))).toBe(status === 'active');
  });

  it.each([
    ['another patient', { patient_id: 'other', user_id: CLINICIAN }],
    ['another user', { patient_id: PATIENT, user_id: 'other' }],
  ])('opens nothing to or of %s', (_, who) => {
    expect(opensRecord(granted, who, at(0))).toBe(false);
  });

  it('is judged by another person than its clinician, whatever the verdict and the time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EMERGENCY_VERDICTS), fc.nat(REVIEW_MS * 3), (verdict, ms) => {
        expect(decideReview(granted, { user_id: CLINICIAN, verdict }, at(ms))).toEqual({
          refused: 'own-emergency-access',
        });
      }),
    );
  });

  it('closes on every path: whatever happens in whatever order, one verdict ends it for ever, and no second one counts', () => {
    const step = fc.record({
      after: fc.nat(REVIEW_MS),
      user_id: fc.constantFrom(CLINICIAN, ADMIN, 'admin2'),
      verdict: fc.constantFrom(...EMERGENCY_VERDICTS),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        let grant = granted;
        let ms = 0;
        for (const { after, ...by } of steps) {
          ms += after;
          const outcome = decideReview(grant, by, at(ms));
          if (isRefusal(outcome)) continue;
          expect([grant.review, by.user_id === CLINICIAN]).toEqual([undefined, false]);
          expect(outcome.suspends).toBe(by.verdict === 'unjustified');
          grant = { ...grant, review: outcome.review };
        }
        const judged = steps.some(({ user_id }) => user_id !== CLINICIAN);
        expect(grantStatus(grant, at(ms)) === 'closed').toBe(judged);
        expect(opensRecord(grant, grant, at(ms))).toBe(!judged && ms < GRANT_MS);
        // Whatever was left open is closed by one more person.
        const last = decideReview(grant, { user_id: ADMIN, verdict: 'inconclusive' }, at(ms));
        expect(isRefusal(last)).toBe(judged);
      }),
    );
  });
});

describe('ids of grants', () => {
  it('are UUIDs of version 7 that sort by time', () => {
    const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(fc.nat(1e9), bytes, bytes, (ms, one, other) => {
        const [earlier, later] = [timeOrderedUuid(at(ms), one), timeOrderedUuid(at(ms + 1), other)];
        expect(z.uuidv7().safeParse(earlier).success).toBe(true);
        expect(earlier < later).toBe(true);
        expect(firstIdSince(at(ms)) <= earlier).toBe(true);
        expect(earlier < firstIdSince(at(ms + 1))).toBe(true);
      }),
    );
  });

  it('take 10 random bytes', () => {
    expect(() => timeOrderedUuid(at(0), new Uint8Array(9))).toThrow(RangeError);
  });
});
