import {
  BLOOD_PRESSURE,
  type BiometricType,
  type Conversion,
  factsOfType,
  type QuantityFacts,
  SCALAR_TYPES,
  type ScalarType,
} from './biometric-types';
import type { FieldProblem } from './result';

/** A measurement as it was sent. */
export type Measurement =
  | { readonly data_type: ScalarType; readonly value: number; readonly unit: string }
  | {
      readonly data_type: 'blood_pressure';
      readonly systolic: number;
      readonly diastolic: number;
      readonly unit: string;
    };

/** The numbers of a measurement by their names. */
export type Quantities = Readonly<Partial<Record<'value' | 'systolic' | 'diastolic', number>>>;

type QuantityName = keyof Quantities;

/** A measurement in its type's canonical unit, and as it was sent. */
export interface CanonicalMeasurement {
  readonly quantities: Quantities;
  readonly unit: string;
  /** Whether every number lies within its plausible range. */
  readonly plausible: boolean;
  readonly original: Quantities & { readonly unit: string };
}

const quantitiesOf = (measurement: Measurement): readonly (readonly [QuantityName, number, QuantityFacts])[] => {
  if (measurement.data_type !== 'blood_pressure') {
    return [['value', measurement.value, SCALAR_TYPES[measurement.data_type].quantity]];
  }
  const { systolic, diastolic } = BLOOD_PRESSURE.components;
  return [
    ['systolic', measurement.systolic, systolic],
    ['diastolic', measurement.diastolic, diastolic],
  ];
};

/** Rounds to decimal places, never to a negative zero. */
const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals)) + 0;

const converted = (value: number, { minus = 0, times = 1, over = 1 }: Conversion): number =>
  ((value - minus) * times) / over;

const conversionOf = (type: BiometricType, unit: string): Conversion | undefined => {
  const { units } = factsOfType(type);
  return Object.hasOwn(units, unit) ? units[unit] : undefined;
};

/** A number in the canonical unit of its type, rounded as it is stored; nothing in a unit that the type has not. */
export const toCanonical = (type: BiometricType, value: number, unit: string): number | undefined => {
  const conversion = conversionOf(type, unit);
  return conversion && rounded(converted(value, conversion), factsOfType(type).decimals);
};

const within = (value: number, { least, most }: QuantityFacts['hard']): boolean => value >= least && value <= most;

/** What is wrong with a measurement: its unit, a number beyond its hard range, or a pressure that is upside down. */
export const measurementProblems = (measurement: Measurement): readonly FieldProblem[] => {
  const { data_type, unit } = measurement;
  if (conversionOf(data_type, unit) === undefined) return [{ path: 'unit', code: 'not-in-list' }];
  const beyond = quantitiesOf(measurement)
    .filter(([, value, { hard }]) => !within(toCanonical(data_type, value, unit) ?? Number.NaN, hard))
    .map(([path]) => ({ path, code: 'out-of-range' }));
  // As they are stored: two numbers that differ by less than is kept are the same.
  const stored = (value: number): number => toCanonical(data_type, value, unit) ?? Number.NaN;
  const upsideDown = data_type === 'blood_pressure' && stored(measurement.systolic) <= stored(measurement.diastolic);
  return upsideDown ? [...beyond, { path: 'diastolic', code: 'not-below-systolic' }] : beyond;
};

/** A measurement in its canonical unit. @throws RangeError for one that `measurementProblems` finds wrong */
export const canonicalMeasurement = (measurement: Measurement): CanonicalMeasurement => {
  const { data_type, unit } = measurement;
  const quantities: Partial<Record<QuantityName, number>> = {};
  const original: Partial<Record<QuantityName, number>> = {};
  let plausible = true;
  for (const [name, value, facts] of quantitiesOf(measurement)) {
    const canonical = toCanonical(data_type, value, unit);
    if (canonical === undefined) throw new RangeError('not a unit of this type');
    quantities[name] = canonical;
    original[name] = value;
    plausible &&= within(canonical, facts.plausible);
  }
  return { quantities, unit: factsOfType(data_type).unit, plausible, original: { ...original, unit } };
};
