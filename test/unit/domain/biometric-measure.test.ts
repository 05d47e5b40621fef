import fc from 'fast-check';
import {
  canonicalMeasurement,
  type Measurement,
  measurementProblems,
  toCanonical,
} from '../../../shared/domain/biometric-measure';
import {
  BIOMETRIC_TYPES,
  BLOOD_PRESSURE,
  type BiometricType,
  factsOfType,
  type QuantityFacts,
  SCALAR_TYPES,
} from '../../../shared/domain/biometric-types';

/**
 * How a canonical number reads in each unit, said a second time and the other way round: the law is that the code's
 * conversions undo these.
 */
const FROM_CANONICAL: Readonly<Record<BiometricType, Readonly<Record<string, (value: number) => number>>>> = {
  heart_rate: { '/min': (value) => value },
  respiratory_rate: { '/min': (value) => value },
  temperature: { Cel: (value) => value, '[degF]': (value) => value * 1.8 + 32, K: (value) => value + 273.15 },
  oxygen_saturation: { '%': (value) => value },
  body_weight: { kg: (value) => value, g: (value) => value * 1000, '[lb_av]': (value) => value / 0.45359237 },
  body_height: { cm: (value) => value, m: (value) => value / 100, '[in_i]': (value) => value / 2.54 },
  blood_pressure: { 'mm[Hg]': (value) => value, kPa: (value) => value * 0.133322 },
};

const rows = BIOMETRIC_TYPES.flatMap((type) =>
  Object.entries(FROM_CANONICAL[type]).map(([unit, from]) => [type, unit, from] as const),
);

const hardOf = (type: BiometricType): QuantityFacts =>
  type === 'blood_pressure' ? BLOOD_PRESSURE.components.systolic : SCALAR_TYPES[type].quantity;

/** A measurement whose first number is the given one; a pressure gets a diastolic one that is right. */
const measurement = (type: BiometricType, value: number, unit: string): Measurement =>
  type === 'blood_pressure'
    ? { data_type: type, systolic: value, diastolic: FROM_CANONICAL.blood_pressure[unit]?.(10) ?? 10, unit }
    : { data_type: type, value, unit };

const codes = (of: Measurement) => measurementProblems(of).map(({ path, code }) => `${path}: ${code}`);
const name = (type: BiometricType) => (type === 'blood_pressure' ? 'systolic' : 'value');

describe('the types of vital signs', () => {
  it.each([
    ['heart_rate', '8867-4', '/min'],
    ['respiratory_rate', '9279-1', '/min'],
    ['oxygen_saturation', '2708-6', '%'],
    ['temperature', '8310-5', 'Cel'],
    ['body_height', '8302-2', 'cm'],
    ['body_weight', '29463-7', 'kg'],
    ['blood_pressure', '85354-9', 'mm[Hg]'],
  ] as const)(
    '%s has the LOINC code %s of the FHIR R4 vital signs profile, and a unit of it, %s',
    (type, loinc, unit) => {
      expect(factsOfType(type)).toMatchObject({ loinc, unit });
    },
  );

  it('systolic and diastolic pressure have theirs', () => {
    const { systolic, diastolic } = BLOOD_PRESSURE.components;
    expect([systolic.loinc, diastolic.loinc]).toEqual(['8480-6', '8462-4']);
  });

  it('are seven, in the order of their names, and each accepts these units and no other', () => {
    expect([...BIOMETRIC_TYPES].sort()).toEqual(BIOMETRIC_TYPES);
    expect([...BIOMETRIC_TYPES].sort()).toEqual(['blood_pressure', ...Object.keys(SCALAR_TYPES)].sort());
    for (const type of BIOMETRIC_TYPES) {
      expect(Object.keys(factsOfType(type).units).sort()).toEqual(Object.keys(FROM_CANONICAL[type]).sort());
    }
  });

  it.each(BIOMETRIC_TYPES)('%s: what is plausible is possible', (type) => {
    const { hard, plausible } = hardOf(type);
    expect(hard.least).toBeLessThan(hard.most);
    expect(plausible.least).toBeGreaterThanOrEqual(hard.least);
    expect(plausible.most).toBeLessThanOrEqual(hard.most);
  });
});

describe('conversion to the canonical unit', () => {
  it.each([
    ['temperature', 98.6, '[degF]', 37],
    ['temperature', 310.15, 'K', 37],
    ['temperature', -40, '[degF]', -40],
    ['body_weight', 150, '[lb_av]', 68.039],
    ['body_weight', 3254.09, 'g', 3.254],
    ['body_height', 70, '[in_i]', 177.8],
    ['body_height', 1.9, 'm', 190],
    ['blood_pressure', 16, 'kPa', 120],
    ['blood_pressure', 10.5, 'kPa', 78.8],
    ['heart_rate', 71.25, '/min', 71.3],
  ] as const)('%s: %d %s is %d', (type, value, unit, canonical) => {
    expect(toCanonical(type, value, unit)).toBe(canonical);
  });

  it.each(rows)(
    '%s in %s: undoes the conversion from the canonical unit, to half of its last place',
    (type, unit, from) => {
      const { hard } = hardOf(type);
      const half = 0.5 * 10 ** -factsOfType(type).decimals;
      fc.assert(
        fc.property(fc.double({ min: hard.least, max: hard.most, noNaN: true }), (value) => {
          expect(Math.abs((toCanonical(type, from(value), unit) ?? Number.NaN) - value)).toBeLessThanOrEqual(
            half * 1.000001,
          );
        }),
      );
    },
  );

  it.each(BIOMETRIC_TYPES)('%s: what is stored is stored again as it is', (type) => {
    const { hard } = hardOf(type);
    const { unit } = factsOfType(type);
    fc.assert(
      fc.property(fc.double({ min: hard.least, max: hard.most, noNaN: true }), (value) => {
        const once = toCanonical(type, value, unit) ?? Number.NaN;
        expect(toCanonical(type, once, unit)).toBe(once);
        expect(Object.is(once, -0)).toBe(false);
      }),
    );
  });

  it.each(['constructor', 'toString', '__proto__', 'bpm', ''])('knows no unit %j', (unit) => {
    for (const type of BIOMETRIC_TYPES) expect(toCanonical(type, 1, unit)).toBeUndefined();
  });
});

describe('ranges, of each type in each of its units', () => {
  it.each(rows)(
    '%s in %s: refuses what lies below or above, and takes the bounds and what lies within',
    (type, unit, from) => {
      const { hard } = hardOf(type);
      const step = 2 * 10 ** -factsOfType(type).decimals;
      const middle = (hard.least + hard.most) / 2;
      for (const value of [hard.least, middle, hard.most])
        expect(codes(measurement(type, from(value), unit))).toEqual([]);
      for (const value of [hard.least - step, hard.most + step, -1e9, 1e9, 1e308]) {
        expect(codes(measurement(type, from(value), unit))).toContain(`${name(type)}: out-of-range`);
      }
    },
  );

  it.each(rows)('%s in %s: marks what is possible and not plausible', (type, unit, from) => {
    const { hard, plausible } = hardOf(type);
    const step = 2 * 10 ** -factsOfType(type).decimals;
    const isPlausible = (value: number) => canonicalMeasurement(measurement(type, from(value), unit)).plausible;
    // The diastolic number of these pressures is not plausible itself; see below.
    if (type === 'blood_pressure') return;
    for (const value of [plausible.least, plausible.most]) expect(isPlausible(value)).toBe(true);
    if (plausible.least > hard.least) expect(isPlausible(plausible.least - step)).toBe(false);
    if (plausible.most < hard.most) expect(isPlausible(plausible.most + step)).toBe(false);
  });

  it.each([
    [120, 80, true],
    [220, 140, true],
    [70, 30, true],
    [221, 90, false],
    [69, 40, false],
    [200, 141, false],
    [90, 29, false],
  ])('blood pressure %d over %d: plausible is %j', (systolic, diastolic, plausible) => {
    const measured = canonicalMeasurement({ data_type: 'blood_pressure', systolic, diastolic, unit: 'mm[Hg]' });
    expect(measured).toEqual({
      quantities: { systolic, diastolic },
      unit: 'mm[Hg]',
      plausible,
      original: { systolic, diastolic, unit: 'mm[Hg]' },
    });
  });

  it.each([
    [80, 80, ['diastolic: not-below-systolic']],
    [80.02, 80.01, ['diastolic: not-below-systolic']],
    [80, 120, ['diastolic: not-below-systolic']],
    [19, 4, ['systolic: out-of-range', 'diastolic: out-of-range']],
    [371, 361, ['systolic: out-of-range', 'diastolic: out-of-range']],
  ])('refuses a blood pressure of %d over %d', (systolic, diastolic, expected) => {
    expect(codes({ data_type: 'blood_pressure', systolic, diastolic, unit: 'mm[Hg]' })).toEqual(expected);
  });

  it('refuses every unit of another type', () => {
    const units = new Set(BIOMETRIC_TYPES.flatMap((type) => Object.keys(factsOfType(type).units)));
    for (const type of BIOMETRIC_TYPES) {
      for (const unit of units) {
        if (Object.hasOwn(factsOfType(type).units, unit)) continue;
        expect(codes(measurement(type, 50, unit))).toEqual(['unit: not-in-list']);
        expect(() => canonicalMeasurement(measurement(type, 50, unit))).toThrow(RangeError);
      }
    }
  });
});
