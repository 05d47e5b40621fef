/** What an instance is told when it starts (`workerData`). */
export interface InstanceData {
  readonly functionName: string;
  readonly memoryMb: number;
  readonly region: string;
  /** The bundle: a CommonJS file that exports `handler`. */
  readonly bundleFile: string;
  /** Where the bundle's compiled code is kept from one instance to the next. */
  readonly compiledFile: string;
  /** `MovedClock.memory`. */
  readonly clockMemory: SharedArrayBuffer;
  /** Open for appending; threads share the process's descriptors. */
  readonly logDescriptor: number;
}

/** One invocation, as the instance receives it. */
export interface InvocationMessage {
  readonly requestId: string;
  /** The event as JSON, as the Lambda service hands it over. */
  readonly payload: string;
  readonly timeoutMs: number;
  readonly traceId: string;
}

/** What the instance says: once `ready` or `init-failed`, then one answer for each invocation. */
export type InstanceMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-failed' }
  | { readonly kind: 'answered'; readonly payload: string }
  | { readonly kind: 'handler-threw' };
