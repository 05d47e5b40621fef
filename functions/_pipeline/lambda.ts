import { withDeadline } from '../../shared/adapters/aws/deadline';
import { type OperationId, routes } from '../../shared/api/routes/routes';
import { Exchange, type PipelineDependencies } from './exchange';
import { lastResort, type ProxyHandler, requestIdOf } from './last-resort';
import { type OperationDefinition, pipeline } from './operation';
import { pipelineDependencies } from './pipeline-dependencies';

/** Left between the last AWS call and the function's timeout, in milliseconds, for the answer itself. */
const ANSWER_MARGIN_MS = 1500;

/** The Lambda handler of an operation. Building it needs no environment; the first invocation reads it. */
export const lambda = <Id extends OperationId, Deps, Prepared = undefined>(
  operationId: Id,
  definition: OperationDefinition<Id, Deps, Prepared>,
  dependencies: () => Deps,
  pipelineOwn: () => PipelineDependencies = pipelineDependencies,
): ProxyHandler => {
  const run = pipeline(operationId, definition, dependencies);
  return lastResort(operationId, (event, context) => {
    const exchange = new Exchange(operationId, routes[operationId], event, requestIdOf(event), pipelineOwn());
    return withDeadline(context.getRemainingTimeInMillis() - ANSWER_MARGIN_MS, () => run(exchange, context));
  });
};
