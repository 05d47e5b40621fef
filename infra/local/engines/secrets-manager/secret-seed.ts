/** A secret to ensure at start: generated once, then kept. */
export interface SecretSeed {
  readonly name: string;
  readonly description?: string;
  /** Called only when the secret does not exist. A string becomes SecretString, bytes become SecretBinary. */
  readonly generate: () => string | Uint8Array;
}
