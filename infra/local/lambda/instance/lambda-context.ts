import type { Context } from 'aws-lambda';
import type { InstanceData, InvocationMessage } from './instance-protocol';

/** The account number of AWS's documentation; nothing is deployed there. */
export const LOCAL_ACCOUNT = '000000000000';

/** Functions are asynchronous here: the callback-style members of the type are gone from Node.js 24 in Lambda. */
const refuse = (): never => {
  throw new Error('Callback-style handlers are not supported.');
};

/** The second argument of a handler. */
export const lambdaContext = (data: InstanceData, invocation: InvocationMessage): Context => {
  const deadline = performance.now() + invocation.timeoutMs;
  return {
    awsRequestId: invocation.requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: data.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${data.region}:${LOCAL_ACCOUNT}:function:${data.functionName}`,
    logGroupName: '/phiducia/local/functions',
    logStreamName: data.functionName,
    memoryLimitInMB: String(data.memoryMb),
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
    done: refuse,
    fail: refuse,
    succeed: refuse,
  };
};
