import type { Context } from 'aws-lambda';
import type { InstanceData, InvocationMessage } from './instance-protocol';

/** The account number of AWS's documentation; nothing is deployed there. */
export const LOCAL_ACCOUNT = '000000000000';

/** The second argument of a handler, without the callbacks of long ago, which Lambda's Node.js 24 runtime dropped. */
export type LocalContext = Omit<Context, 'done' | 'fail' | 'succeed'>;

export const lambdaContext = (data: InstanceData, invocation: InvocationMessage): LocalContext => {
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
  };
};
