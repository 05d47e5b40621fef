import { reconcileAudit } from '../../shared/application/reconcile-audit';
import { reconcileDependencies, reportReconciled } from '../_pipeline/reconcile-dependencies';
import { workerLambda } from '../_pipeline/worker-lambda';

const OPERATION = 'reconcileAudit';

/** Every five minutes: what the second audit sink kept is copied into the audit table (RELIABILITY 9). */
export const handler = workerLambda(OPERATION, async (_, invocation) => {
  const run = await reconcileAudit(reconcileDependencies(), () => invocation.remainingMs());
  reportReconciled(OPERATION, run, invocation);
  return { copied: run.copied, finished: run.finished };
});
