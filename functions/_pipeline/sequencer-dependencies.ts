import { DynamoDbAuditScan } from '../../shared/adapters/aws/dynamodb-audit-scan';
import { DynamoDbCatchUpStore } from '../../shared/adapters/aws/dynamodb-catch-up-store';
import { DynamoDbSequenceStore } from '../../shared/adapters/aws/dynamodb-sequence-store';
import { jitteredPause } from '../../shared/adapters/aws/jittered-pause';
import { systemClock } from '../../shared/adapters/aws/system-sources';
import type { CatchUpDependencies } from '../../shared/application/catch-up-sequence';
import type { SequencerDependencies } from '../../shared/application/sequence-audit-events';
import { once, settings } from './composition-root';
import { auditTables, dynamoDb } from './pipeline-dependencies';

/** What the sequencer needs. @throws MisconfiguredError */
export const sequencerDependencies = once((): SequencerDependencies => {
  const { SEQUENCE_TABLE_NAME: sequence, ROLLUPS_TABLE_NAME: rollups } = settings();
  return {
    sequence: new DynamoDbSequenceStore(dynamoDb(), { sequence, rollups }),
    clock: systemClock,
    pause: jitteredPause,
  };
});

/** What the catch-up needs. @throws MisconfiguredError */
export const catchUpDependencies = once((): CatchUpDependencies => ({
  ...sequencerDependencies(),
  scan: new DynamoDbAuditScan(dynamoDb(), auditTables()),
  progress: new DynamoDbCatchUpStore(dynamoDb(), settings().SEQUENCE_TABLE_NAME),
}));
