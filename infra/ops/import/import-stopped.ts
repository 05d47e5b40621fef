/** The import cannot go on; what was done stands in the state file. The message is for the operator and holds no PHI. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';

  /** @param keptNothing Whether it is known that the API kept nothing of the record at which the import stopped. */
  constructor(
    message: string,
    readonly keptNothing = false,
  ) {
    super(message);
  }
}
