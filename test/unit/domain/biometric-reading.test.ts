import fc from 'fast-check';
import {
  formatPosition,
  newestFirst,
  parsePosition,
  readingAttributes,
  timestampProblems,
  utcTimestamp,
} from '../../../shared/domain/biometric-reading';
import { BIOMETRIC_TYPES } from '../../../shared/domain/biometric-types';

const NOW = new Date('2026-03-04T05:06:07.008Z');
const codes = (timestamp: string) => timestampProblems(timestamp, NOW).map(({ path, code }) => `${path}: ${code}`);

describe('the time of a measurement', () => {
  it.each([
    ['2026-03-04T05:11:07.008Z', []],
    ['2026-03-04T05:11:07.009Z', ['timestamp: in-the-future']],
    ['2026-03-04T10:11:07.009+05:00', ['timestamp: in-the-future']],
    ['2026-03-04T10:11:07.008+05:00', []],
    ['1900-01-01T00:00:00Z', []],
    ['1899-12-31T23:59:59.999Z', ['timestamp: out-of-range']],
    ['1900-01-01T00:00:00+00:01', ['timestamp: out-of-range']],
    ['9999-12-31T23:59:59-23:59', ['timestamp: in-the-future']],
    ['0000-01-01T00:00:00+23:59', ['timestamp: out-of-range']],
  ])('%s: %j', (timestamp, expected) => {
    expect(codes(timestamp)).toEqual(expected);
  });

  it.each([
    ['2026-03-04T05:06:07Z', '2026-03-04T05:06:07.000Z'],
    ['2026-03-04T00:06:07.5-05:00', '2026-03-04T05:06:07.500Z'],
    ['2026-03-04T05:06:07.1239999Z', '2026-03-04T05:06:07.123Z'],
  ])('%s is kept as %s', (timestamp, kept) => {
    expect(utcTimestamp(timestamp)).toBe(kept);
  });
});

describe('the place of a reading in a list', () => {
  const position = fc.record({
    timestamp: fc
      .integer({ min: Date.UTC(1900), max: Date.UTC(2100) })
      .map((milliseconds) => new Date(milliseconds).toISOString()),
    data_type: fc.constantFrom(...BIOMETRIC_TYPES),
    id: fc.uuid(),
  });

  it('is read as it was written', () => {
    fc.assert(fc.property(position, (place) => expect(parsePosition(formatPosition(place))).toEqual(place)));
  });

  it('orders by time, newest first', () => {
    fc.assert(
      fc.property(position, position, (one, other) => {
        fc.pre(one.timestamp !== other.timestamp);
        expect(newestFirst(one, other)).toBe(Date.parse(one.timestamp) > Date.parse(other.timestamp) ? -1 : 1);
      }),
    );
  });

  it.each(['', '2026#mood#x', 'heart_rate'])('is none: %j', (text) => {
    expect(parsePosition(text)).toBeUndefined();
  });
});

describe('164.312(c)(1) what a reading is bound to', () => {
  it('is everything that stands beside its sealed fields, and which these are', () => {
    const facts = {
      id: 'i',
      covered_entity_id: 'e',
      patient_id: 'p',
      data_type: 'heart_rate',
      timestamp: 't',
      created_at: 'c',
    } as const;
    expect(readingAttributes(facts, ['measurement', 'device_id'])).toEqual({
      patient_id: 'p',
      data_type: 'heart_rate',
      timestamp: 't',
      created_at: 'c',
      fields: 'device_id,measurement',
    });
  });
});
