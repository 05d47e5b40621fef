import { parentPort, workerData } from 'node:worker_threads';
import type { InstanceData, InstanceMessage, InvocationMessage } from './instance-protocol';
import { lambdaContext } from './lambda-context';
import { type LoadedHandler, loadHandler } from './load-handler';
import { captureOutput } from './log-writer';
import { moveDate } from './move-date';

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

const invoke = async ({ handler, keepCompiled }: LoadedHandler, invocation: InvocationMessage): Promise<void> => {
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    const result = await handler(JSON.parse(invocation.payload), lambdaContext(data, invocation));
    // A handler that returns nothing gives null, as in Lambda.
    say({ kind: 'answered', payload: result === undefined ? 'null' : JSON.stringify(result) });
  } catch (error) {
    logFailure(error, invocation.requestId);
    say({ kind: 'handler-threw' });
  }
  keepCompiled();
};

process.on('warning', ({ name, message }) => {
  log.record({ level: 'WARN', function_name: data.functionName, message: `${name}: ${message}` });
});
process.on('uncaughtExceptionMonitor', (error) => {
  logFailure(error);
});

try {
  const loaded = loadHandler(data);
  parentPort?.on('message', (invocation: InvocationMessage) => void invoke(loaded, invocation));
  say({ kind: 'ready' });
} catch (error) {
  logFailure(error);
  say({ kind: 'init-failed' });
}
