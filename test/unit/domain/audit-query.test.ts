import fc from 'fast-check';
import { decodeTime, ulid } from 'ulidx';
import {
  type AuditFilterTexts,
  auditFilterPieces,
  auditFiltersOf,
  planAuditQuery,
} from '../../../shared/domain/audit-query';
import { PATIENT, USER } from '../../support/synthetic-parties';

const plan = (texts: AuditFilterTexts) => planAuditQuery(auditFiltersOf(texts));

describe('the plan of a filtered audit log: an index or a bounded read, never a scan', () => {
  it.each<readonly [string, AuditFilterTexts, object]>([
    ['nothing: all days', {}, { index: 'days', days: {}, range: {}, equals: {} }],
    ['a patient: the index by patient', { patient_id: PATIENT }, { index: 'by-patient', key: PATIENT, equals: {} }],
    ['a user: the index by user', { user_id: USER }, { index: 'by-user', key: USER, equals: {} }],
    [
      'both: the index by patient, the user a filter',
      { patient_id: PATIENT, user_id: USER },
      { index: 'by-patient', key: PATIENT, equals: { user_id: USER } },
    ],
    [
      'the others: days and a filter',
      { action: 'READ', purpose: 'legal', outcome: 'denied', resource_type: 'baa', resource_id: 'x' },
      {
        index: 'days',
        equals: { action: 'READ', purpose: 'legal', outcome: 'denied', resource_type: 'baa', resource_id: 'x' },
      },
    ],
    ['the others beside a user: a filter', { user_id: USER, action: 'READ' }, { equals: { action: 'READ' } }],
    [
      'a time: the days that it touches',
      { from: '2026-03-09T23:59:59.999Z', to: '2026-03-10T00:00:00Z' },
      { index: 'days', days: { first: '2026-03-09', last: '2026-03-10' } },
    ],
    ['a day: the whole of it', { from: '2026-03-10', to: '2026-03-10' }, { range: { first: expect.any(String) } }],
  ])('%s', (_, texts, expected) => {
    expect(plan(texts)).toMatchObject(expected);
  });

  it('has bounds that hold exactly the ids of its time', () => {
    const instant = fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59.999Z') });
    const near = fc.tuple(instant, fc.integer({ min: -2, max: 2 }));
    fc.assert(
      fc.property(near, fc.double({ min: 0, max: 0.999_999, noNaN: true }), ([at, offset], random) => {
        const bound = new Date(at).toISOString();
        const id = ulid(Math.max(0, at + offset), () => random);
        const { range } = plan({ from: bound, to: bound });
        const within = id >= (range.first ?? '') && id <= (range.last ?? '');
        expect(within).toBe(decodeTime(id) === at);
      }),
    );
  });

  it.each(['0000-01-01', '1969-12-31T23:59:59.999Z', '1970-01-01', '9999-12-31'])('stands %s', (time) => {
    const { range } = plan({ from: time, to: time });
    expect([range.first?.length, range.last?.length]).toEqual([26, 26]);
  });
});

describe('filters as a cursor is bound to them', () => {
  const pieces = (texts: AuditFilterTexts) => auditFilterPieces(auditFiltersOf(texts));

  it('are the same for the same filters, whatever their order and spelling', () => {
    const one = { action: 'READ', patient_id: PATIENT.toUpperCase(), to: '2026-03-10' } as const;
    const other = { to: '2026-03-10T23:59:59.999Z', patient_id: PATIENT, action: 'READ' } as const;
    expect(pieces(one)).toEqual(pieces(other));
  });

  it('tell every filter from every other', () => {
    const filters: readonly AuditFilterTexts[] = [
      {},
      ...(['user_id', 'resource_type', 'resource_id'] as const).map((name) => ({ [name]: 'READ' })),
      { action: 'READ' },
      { patient_id: PATIENT },
      { user_id: PATIENT },
      { purpose: 'legal' },
      { outcome: 'denied' },
      { from: '2026-03-10T00:00:00Z' },
      { to: '2026-03-10T00:00:00Z' },
    ];
    expect(new Set(filters.map((each) => JSON.stringify(pieces(each)))).size).toBe(filters.length);
  });

  it('leave out what is no filter', () => {
    expect(auditFiltersOf({ action: undefined, covered_entity_id: 'x' } as AuditFilterTexts)).toEqual({});
  });
});

describe('an id is one id, whatever the case of a UUID: an empty list must not read as “did nothing”', () => {
  const upper = 'FF891C1E-5C9E-4A34-8A5B-0F2C6D7E8F90';

  it.each(['user_id', 'patient_id', 'resource_id'] as const)('%s', (name) => {
    expect(auditFiltersOf({ [name]: upper })).toEqual({ [name]: upper.toLowerCase() });
  });

  it('leaves an id that is no UUID as it is', () => {
    expect(auditFiltersOf({ resource_id: 'Some-Id' })).toEqual({ resource_id: 'Some-Id' });
  });
});
