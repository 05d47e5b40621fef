/** A sentence for the person who runs `cdk`: the deployment as asked for cannot be made. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
