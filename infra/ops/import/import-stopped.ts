/** The import cannot go on; what was done stands in the state file. The message is for the operator and holds no PHI. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';
}
