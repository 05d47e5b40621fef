/** A unit as it becomes the canonical one: `(value - minus) * times / over`. Exact where the unit is defined exactly. */
export interface Conversion {
  readonly minus?: number;
  readonly times?: number;
  readonly over?: number;
}

/** Both bounds within. */
interface Range {
  readonly least: number;
  readonly most: number;
}

/** What one number of a reading may be, in the canonical unit. */
export interface QuantityFacts {
  /** Beyond it a reading is refused: no living person has it, or the unit is wrong. */
  readonly hard: Range;
  /** Beyond it a reading is kept and marked: rare, or a slip of a device. */
  readonly plausible: Range;
}

interface TypeFacts {
  /** The LOINC code that the FHIR R4 vital signs profile names. */
  readonly loinc: string;
  /** The canonical UCUM unit, in which readings are stored. */
  readonly unit: string;
  /** Decimal places of what is stored. */
  readonly decimals: number;
  /** The UCUM units that are accepted. */
  readonly units: Readonly<Record<string, Conversion>>;
}

/**
 * The vital signs of one number. Conversions: NIST SP 811, appendix B; UCUM for `m[Hg]` (133.3220 kPa).
 */
export const SCALAR_TYPES = {
  heart_rate: {
    loinc: '8867-4',
    unit: '/min',
    decimals: 1,
    units: { '/min': {} },
    quantity: { hard: { least: 0, most: 400 }, plausible: { least: 30, most: 220 } },
  },
  respiratory_rate: {
    loinc: '9279-1',
    unit: '/min',
    decimals: 1,
    units: { '/min': {} },
    quantity: { hard: { least: 0, most: 150 }, plausible: { least: 6, most: 60 } },
  },
  temperature: {
    loinc: '8310-5',
    unit: 'Cel',
    decimals: 2,
    units: { Cel: {}, '[degF]': { minus: 32, times: 5, over: 9 }, K: { minus: 273.15 } },
    quantity: { hard: { least: 10, most: 47 }, plausible: { least: 34, most: 42 } },
  },
  oxygen_saturation: {
    loinc: '2708-6',
    unit: '%',
    decimals: 1,
    units: { '%': {} },
    quantity: { hard: { least: 0, most: 100 }, plausible: { least: 70, most: 100 } },
  },
  body_weight: {
    loinc: '29463-7',
    unit: 'kg',
    decimals: 3,
    units: { kg: {}, g: { over: 1000 }, '[lb_av]': { times: 0.45359237 } },
    quantity: { hard: { least: 0.2, most: 700 }, plausible: { least: 2, most: 250 } },
  },
  body_height: {
    loinc: '8302-2',
    unit: 'cm',
    decimals: 1,
    units: { cm: {}, m: { times: 100 }, '[in_i]': { times: 2.54 } },
    quantity: { hard: { least: 20, most: 280 }, plausible: { least: 40, most: 230 } },
  },
} as const satisfies Readonly<Record<string, TypeFacts & { readonly quantity: QuantityFacts }>>;

/** Blood pressure: two numbers of one measurement, the first above the second. */
export const BLOOD_PRESSURE = {
  loinc: '85354-9',
  unit: 'mm[Hg]',
  decimals: 1,
  units: { 'mm[Hg]': {}, kPa: { times: 1000, over: 133.322 } },
  components: {
    systolic: { loinc: '8480-6', hard: { least: 20, most: 370 }, plausible: { least: 70, most: 220 } },
    diastolic: { loinc: '8462-4', hard: { least: 5, most: 360 }, plausible: { least: 30, most: 140 } },
  },
} as const satisfies TypeFacts & {
  readonly components: Readonly<Record<'systolic' | 'diastolic', QuantityFacts & { readonly loinc: string }>>;
};

export type ScalarType = keyof typeof SCALAR_TYPES;

export type BiometricType = ScalarType | 'blood_pressure';

/** In the order in which a list of all types breaks ties of time: by name. */
export const BIOMETRIC_TYPES = [
  'blood_pressure',
  'body_height',
  'body_weight',
  'heart_rate',
  'oxygen_saturation',
  'respiratory_rate',
  'temperature',
] as const satisfies readonly BiometricType[];

/** The facts that every type has. */
export const factsOfType = (type: BiometricType): TypeFacts =>
  type === 'blood_pressure' ? BLOOD_PRESSURE : SCALAR_TYPES[type];
