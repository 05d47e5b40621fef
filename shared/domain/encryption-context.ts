/** The value of `app` in each KMS encryption context: the functions send it, and the key's policy asks for it. */
export const ENCRYPTION_CONTEXT_APP = 'phiducia';
