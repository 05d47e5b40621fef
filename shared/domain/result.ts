/** An expected failure is a value: what was refused, by its code in the catalogue of problems. */
export interface Refusal<Code extends string> {
  readonly refused: Code;
}

export const refuse = <Code extends string>(code: Code): Refusal<Code> => ({ refused: code });

/** Whether a result is a refusal. */
export const isRefusal = <Code extends string>(result: object | Refusal<Code>): result is Refusal<Code> =>
  'refused' in result;
