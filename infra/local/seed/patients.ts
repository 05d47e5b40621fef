import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokensBySignIn } from '../../ops/import/access-tokens';
import { ImportClient } from '../../ops/import/import-client';
import { ImportReport } from '../../ops/import/import-report';
import { openState } from '../../ops/import/import-state';
import { stateFile, targetName } from '../../ops/import/import-place';
import type { InputFile } from '../../ops/import/input-files';
import { silentProgress } from '../../ops/import/progress';
import { runImport } from '../../ops/import/run-import';
import { SourceKeys } from '../../ops/import/source-ids';
import { signIn } from '../sign-in';
import { coveredEntities } from './covered-entities';
import { REPOSITORY } from '../home';
import { DEMO_PASSWORD } from './demo-users';

/** Who puts the patients on file, and so is on their care teams. */
const SEEDED_BY = 'clinician@demo.test';

/** 25 patients of Synthea and their vital signs (Apache-2.0, `LICENSE.synthea`). */
const FILES = ['patients.ndjson', 'vital-signs.ndjson'];

/** Each one more is one more cold instance of each function, which costs more than it brings. */
const CONCURRENCY = 2;

/** On a machine that is busy the stack does not wait any longer; the next start goes on. */
const MAX_MS = 15_000;

const files: readonly InputFile[] = FILES.map((label) => ({
  path: join(REPOSITORY, 'infra', 'local', 'seed', label),
  label,
  format: '.ndjson',
  bytes: 0,
}));

export interface SeededStack {
  readonly home: string;
  readonly url: string;
  readonly cognitoUrl: string;
  readonly clientId: string;
  readonly now: () => Date;
}

/**
 * Imports the synthetic patients of entity A as `npm run import` does, so through the functions, with their audit events;
 * once for each home. Killed halfway, the next start goes on where it stopped.
 * @returns whether they are on file; settings may close the API, and the stack starts all the same
 */
export const seedPatients = async ({ home, url, cognitoUrl, clientId, now }: SeededStack): Promise<boolean> => {
  const marker = join(home, 'patients-seeded');
  if (existsSync(marker)) return true;
  const tokens = tokensBySignIn(
    async () => (await signIn({ cognito_url: cognitoUrl, client_id: clientId }, SEEDED_BY, DEMO_PASSWORD)).access,
  );
  // The state of `npm run import` too, so that whoever imports the same patients doubles none.
  const target = targetName(clientId, coveredEntities.a);
  const state = await openState(stateFile(home, target), target);
  const report = new ImportReport();
  try {
    await runImport({
      files,
      options: { assumeMidnight: false, concurrency: CONCURRENCY },
      keys: new SourceKeys(target),
      state,
      report,
      progress: silentProgress,
      client: new ImportClient(url, tokens),
      signal: AbortSignal.timeout(MAX_MS),
      now,
    });
    writeFileSync(marker, '');
    return true;
  } catch {
    return false;
  } finally {
    report.close();
    await state.close();
  }
};
