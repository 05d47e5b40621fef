import { BLOOD_PRESSURE, SCALAR_TYPES, type ScalarType } from '../../../shared/domain/biometric-types';

export const LOINC = 'http://loinc.org';

/** LOINC codes of vital signs of one number, besides each type's own. */
const ALSO: Readonly<Record<string, ScalarType>> = {
  // By pulse oximetry.
  '59408-5': 'oxygen_saturation',
  // Oral temperature.
  '8331-1': 'temperature',
};

const own = Object.entries(SCALAR_TYPES).map(([type, { loinc }]) => [loinc, type as ScalarType] as const);

export const SCALAR_BY_LOINC: ReadonlyMap<string, ScalarType> = new Map([...own, ...Object.entries(ALSO)]);

/** The panel of the vital signs profile, and the older one that Synthea names. */
export const BLOOD_PRESSURE_CODES: ReadonlySet<string> = new Set([BLOOD_PRESSURE.loinc, '55284-4']);

/** Vital signs panels: groups of other observations, which come by themselves. */
export const PANEL_CODES: ReadonlySet<string> = new Set(['85353-1', '34566-0']);
