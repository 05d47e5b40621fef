import { setTimeout as sleep } from 'node:timers/promises';
import type * as z from 'zod';
import { JobView } from '../../shared/api/schemas/job';
import { parseHeader } from '../../shared/crypto/record-envelope';
import { type DemoClinic, member } from './demo-clinic';

export type JobShown = z.output<typeof JobView>;

const WAIT_MS = 20_000;
/** Each look is a call with an event of its own. */
const POLL_MS = 200;

/** Starts, or resumes, the re-encryption of entity A. */
export const startReencryption = async (clinic: DemoClinic): Promise<JobShown> => {
  const response = await clinic.call('admin', 'POST', '/hipaa/keys/reencrypt');
  expect([response.status, response.headers.get('location')]).toEqual([202, `/api/v1/jobs/${member(response, 'id')}`]);
  return JobView.parse(response.json);
};

export const jobOf = async (clinic: DemoClinic, id: string): Promise<JobShown> =>
  JobView.parse((await clinic.call('admin', 'GET', `/jobs/${id}`)).json);

/** Asks for the job until it is as wanted. @throws Error with the job as it is, when it does not come to that */
export const jobUntil = async (
  clinic: DemoClinic,
  id: string,
  wanted: (job: JobShown) => boolean,
): Promise<JobShown> => {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const job = await jobOf(clinic, id);
    if (wanted(job)) return job;
    if (performance.now() > end) throw new Error(JSON.stringify(job));
    await sleep(POLL_MS);
  }
};

/** The ids of the keys under which a table's records are sealed, each once. */
export const keyIdsOf = async (
  clinic: DemoClinic,
  table: 'patients' | 'biometrics' | 'disclosures' | 'emergency-grants',
): Promise<readonly (string | undefined)[]> => {
  // A grant has its reviewer's note beside what the clinician wrote, under a header of its own.
  const headers = (await clinic.itemsOf(table)).flatMap(({ header, note }) =>
    note === undefined ? [header] : [header, note.M?.header],
  );
  return [...new Set(headers.map((header) => parseHeader(header?.B ?? new Uint8Array())?.keyId))];
};
