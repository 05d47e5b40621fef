import type { RunJobDependencies } from '../../shared/application/run-job';
import { biometricStore } from './biometric-dependencies';
import { once } from './composition-root';
import { restartJobsDependencies } from './job-dependencies';
import { tenantKeyStore } from './key-store-dependency';
import { disclosureStore } from './manual-event-dependencies';
import { emergencyGrants, patchPatientDependencies } from './patient-dependencies';
import { pipelineDependencies } from './pipeline-dependencies';

/** What the worker needs that does a job's pages. */
export const runJobDependencies = once((): RunJobDependencies => {
  const { metrics, baas } = pipelineDependencies();
  return {
    ...patchPatientDependencies(),
    ...restartJobsDependencies(),
    baas,
    keys: tenantKeyStore(),
    biometrics: biometricStore(),
    disclosures: disclosureStore(),
    grants: emergencyGrants(),
    recordFailed: () => {
      metrics.count('StoredRecordIntegrityFailure');
    },
  };
});
