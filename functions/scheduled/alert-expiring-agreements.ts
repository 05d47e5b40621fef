import { alertExpiringAgreements } from '../../shared/application/alert-expiring-agreements';
import { alertDependencies } from '../_pipeline/baa-dependencies';
import { workerLambda } from '../_pipeline/worker-lambda';

/** Every hour: who has an agreement that ends soon is told, once for each threshold. */
export const handler = workerLambda('alertExpiringAgreements', () => alertExpiringAgreements(alertDependencies()));
