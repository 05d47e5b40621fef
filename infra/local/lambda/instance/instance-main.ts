import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { InstanceData, InstanceMessage, InvocationMessage } from './instance-protocol';
import { lambdaContext } from './lambda-context';
import { captureOutput } from './log-writer';
import { moveDate } from './move-date';

type Handler = (event: unknown, context: unknown) => unknown;

/** The shape in which the Lambda runtime logs an exception that a handler lets through. */
const errorRecord = (error: unknown): Readonly<Record<string, unknown>> =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, stackTrace: error.stack?.split('\n') ?? [] }
    : { errorType: 'Runtime.UnknownReason', errorMessage: String(error) };

const data = workerData as InstanceData;
moveDate(data.clockMemory);
const log = captureOutput(data.logDescriptor, data.functionName);

const say = (message: InstanceMessage): void => parentPort?.postMessage(message);

const logFailure = (error: unknown, requestId?: string): void => {
  log.record({ level: 'ERROR', function_name: data.functionName, requestId, message: errorRecord(error) });
};

const invoke = async (handler: Handler, invocation: InvocationMessage): Promise<void> => {
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    const result = await handler(JSON.parse(invocation.payload), lambdaContext(data, invocation));
    // A handler that returns nothing gives null, as in Lambda.
    say({ kind: 'answered', payload: result === undefined ? 'null' : JSON.stringify(result) });
  } catch (error) {
    logFailure(error, invocation.requestId);
    say({ kind: 'handler-threw' });
  }
};

const loadHandler = (): Handler => {
  const bundle: unknown = createRequire(data.bundleFile)(data.bundleFile);
  const handler: unknown = (bundle as { readonly handler?: unknown }).handler;
  if (typeof handler !== 'function') throw new TypeError('The bundle exports no handler.');
  return handler as Handler;
};

process.on('warning', ({ name, message }) => {
  log.record({ level: 'WARN', function_name: data.functionName, message: `${name}: ${message}` });
});
process.on('uncaughtExceptionMonitor', (error) => {
  logFailure(error);
});

try {
  const handler = loadHandler();
  parentPort?.on('message', (invocation: InvocationMessage) => void invoke(handler, invocation));
  say({ kind: 'ready' });
} catch (error) {
  logFailure(error);
  say({ kind: 'init-failed' });
}
