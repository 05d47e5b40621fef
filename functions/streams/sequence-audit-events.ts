import { auditChanges } from '../../shared/adapters/aws/audit-stream';
import { sequenceAuditEvents } from '../../shared/application/sequence-audit-events';
import { reportBatch } from '../_pipeline/report-batch';
import { sequencerDependencies } from '../_pipeline/sequencer-dependencies';
import { workerLambda } from '../_pipeline/worker-lambda';

const OPERATION = 'sequenceAuditEvents';

/** Gives each event of the audit log its position and folds it into its day's rollup (45 CFR 164.312(b), (c)(1)). */
export const handler = workerLambda(OPERATION, async (event, invocation) =>
  reportBatch(OPERATION, await sequenceAuditEvents(sequencerDependencies(), auditChanges(event)), invocation),
);
