import { patientOf } from '../../../shared/domain/patient-reference';
import { PATIENT } from '../../support/synthetic-parties';

describe('164.312(b) audit controls: the patient whom a request names', () => {
  it.each([
    ['by itself', { patient_id: PATIENT }],
    ['by its context', { context: { patient_id: PATIENT } }],
    ['in capitals', { patient_id: PATIENT.toUpperCase() }],
    ['in capitals, by its context', { context: { patient_id: PATIENT.toUpperCase() } }],
  ])('%s: in the one spelling of the access log', (_, part) => {
    expect(patientOf(part)).toBe(PATIENT);
  });

  it.each([
    [undefined],
    [null],
    [{}],
    [{ context: { field: 'notes' } }],
    [{ context: null }],
    [{ patient_id: 7 }],
    ['x'],
  ])('is none in %j', (part) => {
    expect(patientOf(part)).toBeUndefined();
  });
});
