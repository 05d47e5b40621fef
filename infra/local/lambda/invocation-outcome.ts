/** Why an invocation gave no result; each is an answer of the gateway's own. */
export type InvocationFailure =
  /** All instances busy and the queue full. */
  | 'throttled'
  /** The function ran into its timeout and was ended. */
  | 'timed-out'
  /** The instance ended during the invocation. */
  | 'crashed'
  /** The bundle did not load. */
  | 'init-failed'
  /** The handler threw or rejected. */
  | 'handler-threw'
  /** The result is longer than Lambda hands back. */
  | 'response-too-large';

/** How an invocation ends: with the handler's result as JSON, or without one. */
export type InvocationOutcome =
  | { readonly kind: 'answered'; readonly payload: string }
  | { readonly kind: 'failed'; readonly reason: InvocationFailure };

export const failed = (reason: InvocationFailure): InvocationOutcome => ({ kind: 'failed', reason });
