import type { PreTokenGenerationTrigger } from './engines/cognito/pre-token-generation';
import type { LocalLambda } from './lambda/local-lambda';

/** The deployed trigger, as Cognito invokes it. A trigger that fails refuses the token. */
export const preTokenTrigger =
  (lambda: () => Pick<LocalLambda, 'invoke'> | undefined): PreTokenGenerationTrigger =>
  async (event) => {
    const outcome = await lambda()?.invoke('PreTokenGeneration', JSON.stringify(event));
    if (outcome?.kind !== 'answered') throw new Error('PreTokenGeneration gave no answer.');
    return JSON.parse(outcome.payload) as unknown;
  };
