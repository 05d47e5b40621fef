import type { Step } from './step';

/** The request has the form that its route states, and concerns a covered entity that is the caller's (or named). */
export const requestCheck: Step = (exchange) => {
  exchange.request();
  exchange.tree();
};
