import { LONGEST_PHI_CALL_SECONDS } from '../../shared/api/routes/longest-phi-call';
import type { AlertDependencies } from '../../shared/application/alert-expiring-agreements';
import type { ChangeBaaDependencies } from '../../shared/application/change-baa';
import type { CreateBaaDependencies } from '../../shared/application/create-baa';
import type { ListBaasDependencies } from '../../shared/application/list-baas';
import { once } from './composition-root';
import { cursorKeys } from './cursor-key-dependency';
import { idempotencyDependencies } from './idempotency-dependencies';
import { tenantKeyStore } from './key-store-dependency';
import { pipelineDependencies } from './pipeline-dependencies';

/** What the function needs that puts agreements on file. */
export const createBaaDependencies = once((): CreateBaaDependencies => ({
  ...idempotencyDependencies(),
  baas: pipelineDependencies().baas,
}));

/** What the function needs that lists agreements. */
export const listBaasDependencies = once((): ListBaasDependencies => {
  const { clock, randomness, audit, baas } = pipelineDependencies();
  return { clock, randomness, audit, baas, cursors: cursorKeys() };
});

const SECOND_MS = 1000;

/** What functions need that end agreements. */
export const changeBaaDependencies = once((): ChangeBaaDependencies => {
  const { clock, randomness, audit, baas } = pipelineDependencies();
  return { clock, randomness, audit, baas, inFlightMs: LONGEST_PHI_CALL_SECONDS * SECOND_MS };
});

/** What the function needs that records return or destruction. */
export const closeBaaDependencies = once(() => ({ ...changeBaaDependencies(), keys: tenantKeyStore() }));

/** What the worker needs that alerts before agreements end. */
export const alertDependencies = once((): AlertDependencies => {
  const { clock, randomness, audit, baas, metrics, retentionYears } = pipelineDependencies();
  const alerted = (days: number) => {
    metrics.tally('BaaExpiring', { days: String(days) });
  };
  return { clock, randomness, audit, baas, retentionYears, alerted };
});
