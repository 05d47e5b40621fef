import type { OperationId } from '../../../shared/api/routes/routes';
import type { Violations } from './event-checks';
import { doneAnswers, isOpen, type Model } from './model';
import { allEvents, type Snapshot, textOf } from './snapshot';
import { isKey, readingId } from './wholeness-checks';

/** Agreements that a first start puts on file. */
const SEEDED_AGREEMENTS = 2;

/** What was acknowledged is there before anything is sent again. */
export const acknowledged = (model: Model, { rows }: Snapshot): Violations => {
  const patients = new Map(rows.patients.map((row) => [textOf(row, 'id'), row]));
  const readings = new Set(rows.biometrics.map(readingId));
  const team = new Set(
    rows['care-teams'].map((row) => `${textOf(row, 'patient_id')} ${textOf(row, 'member').split('#')[1] ?? ''}`),
  );
  const grants = new Set(rows['emergency-grants'].map((row) => textOf(row, 'id')));
  return model.patients.flatMap((patient) => {
    const stored = Number(patients.get(patient.id)?.version ?? 0);
    const lost = patient.readings.filter(({ id }) => !readings.has(id));
    return [
      ...(stored === 0 ? [`the patient ${patient.id} is lost`] : []),
      ...(stored > 0 && stored < patient.version
        ? [`version ${patient.version} of the patient ${patient.id} is lost`]
        : []),
      ...lost.map(({ id }) => `the reading ${id} is lost`),
      ...(patient.grantId === undefined || grants.has(patient.grantId) ? [] : [`the grant ${patient.grantId} is lost`]),
      ...[...patient.careTeam]
        .filter(([userId, on]) => team.has(`${patient.id} ${userId}`) !== on && !isUnderWay(model, patient.id, userId))
        .map(([userId]) => `the change of ${userId} on the care team of ${patient.id} is lost`),
    ];
  });
};

/** Whether an answer about the user’s place on the team was lost, so that either is right. */
const isUnderWay = ({ sent }: Model, patientId: string, userId: string): boolean =>
  sent.some(
    ({ step, attempts }) =>
      step.path === `/patients/${patientId}/care-team/${userId}` && attempts.every((answer) => answer === undefined),
  );

/**
 * Nothing is there twice under two ids: as many things as requests that made one, and at most one more for each of
 * which that is not known yet.
 */
export const countedOnce = ({ sent }: Model, snapshot: Snapshot): Violations => {
  const { rows } = snapshot;
  const provisioned = allEvents(snapshot).filter(({ operation }) => operation === 'provisionTenantKey').length;
  const manual = allEvents(snapshot).filter(({ source }) => source === 'manual').length;
  const counts: readonly (readonly [OperationId, number])[] = [
    ['createPatient', rows.patients.length],
    ['createBiometric', rows.biometrics.length],
    ['createBaa', rows.baa.length - SEEDED_AGREEMENTS],
    ['requestEmergencyAccess', rows['emergency-grants'].length],
    ['rotateKey', rows.keys.filter(isKey).length - provisioned],
    ['createManualEvent', manual],
  ];
  return counts.flatMap(([operation, count]) => {
    const own = sent.filter(({ step }) => step.operation === operation);
    const done = own.filter((each) => doneAnswers(each).length > 0).length;
    const open = own.filter(isOpen).length;
    return count >= done && count <= done + open
      ? []
      : [`${operation} left ${count} things; ${done} requests were done, and of ${open} it is not known`];
  });
};
