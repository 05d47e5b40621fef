import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { BundledFunction, type BundledFunctionProps } from './bundled-function';
import type { DeployableFunction, OfKind } from './deployable-functions';

export interface StreamFunctionProps extends BundledFunctionProps {
  readonly deployable: DeployableFunction<OfKind<'stream'>>;
  readonly tables: Readonly<Record<OfKind<'stream'>['table'], ITable>>;
}

/** How long Lambda gathers records before it invokes, unless the batch is full before. */
const BATCHING_WINDOW = Duration.seconds(1);

/**
 * A function of a table's stream: from the oldest record on, one batch at a time per shard, tried again from the first
 * record that failed and until it is done. Nothing is set aside, nothing is skipped (RELIABILITY 17). The mapping is
 * made without `DynamoEventSource`, which would grant the role more than its capabilities.
 */
export class StreamFunction extends Construct {
  readonly functionName: string;

  constructor(scope: Construct, id: string, props: StreamFunctionProps) {
    super(scope, id);
    const { table, batchSize } = props.deployable.definition;
    const { tableStreamArn } = props.tables[table];
    if (tableStreamArn === undefined) throw new Error(`The table ${table} has no stream.`);
    const { function: target } = new BundledFunction(this, 'Bundled', props);
    this.functionName = target.functionName;
    new EventSourceMapping(this, 'Stream', {
      target,
      eventSourceArn: tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize,
      maxBatchingWindow: BATCHING_WINDOW,
      reportBatchItemFailures: true,
      // What failed is tried by its place in the stream; halves of a batch would come out of order.
      bisectBatchOnError: false,
    });
  }
}
