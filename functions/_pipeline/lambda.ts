import { withDeadline } from '../../shared/adapters/aws/deadline';
import type { OperationId, Routes } from '../../shared/api/routes/routes';
import { Exchange, type PipelineDependencies } from './exchange';
import { lastResort, type ProxyHandler, requestIdOf } from './last-resort';
import { type OperationDefinition, pipeline } from './operation';
import { pipelineDependencies } from './pipeline-dependencies';

/** Left between the last AWS call and the function's timeout, in milliseconds, for the answer itself. */
const ANSWER_MARGIN_MS = 1500;

/**
 * The Lambda handler of an operation. Building it needs no environment; the first invocation reads it.
 * @param table the group of routes that the operation stands in, so that the bundle holds no other group's schemas
 */
export const lambda = <Id extends OperationId, Deps, Prepared = undefined>(
  table: NoInfer<Pick<Routes, Id>>,
  operationId: Id,
  definition: OperationDefinition<Id, Deps, Prepared>,
  dependencies: () => Deps,
  pipelineOwn: () => PipelineDependencies = pipelineDependencies,
): ProxyHandler => {
  const run = pipeline(operationId, definition, dependencies);
  return lastResort(operationId, (event, context) => {
    const exchange = new Exchange(operationId, table[operationId], event, requestIdOf(event), pipelineOwn());
    return withDeadline(context.getRemainingTimeInMillis() - ANSWER_MARGIN_MS, () => run(exchange, context));
  });
};
