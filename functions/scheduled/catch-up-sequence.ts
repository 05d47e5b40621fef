import { catchUpSequence } from '../../shared/application/catch-up-sequence';
import { catchUpDependencies } from '../_pipeline/sequencer-dependencies';
import { workerLambda } from '../_pipeline/worker-lambda';

/** Sequences what the audit table has and its stream lost (RELIABILITY 19). */
export const handler = workerLambda('catchUpSequence', () => catchUpSequence(catchUpDependencies()));
