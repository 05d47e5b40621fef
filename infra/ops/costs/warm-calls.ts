/** AWS calls by `service:Operation`. */
export type CallCounts = Readonly<Record<string, number>>;

/**
 * The AWS calls of one warm request, by operation id: what `test/contract/api/round-trips.test.ts` counts, exactly, and what
 * `npm run costs` multiplies with prices. One source for both.
 */
export const warmCalls = {
  encryptValue: { 'dynamodb:GetItem': 2, 'dynamodb:Query': 1, 'dynamodb:PutItem': 1 },
  decryptValue: { 'dynamodb:GetItem': 2, 'dynamodb:Query': 1, 'dynamodb:PutItem': 1 },
  createPatient: { 'dynamodb:GetItem': 2, 'dynamodb:Query': 1, 'dynamodb:TransactWriteItems': 1 },
  getPatient: { 'dynamodb:GetItem': 5, 'dynamodb:Query': 2, 'dynamodb:PutItem': 1 },
  searchPatients: { 'dynamodb:GetItem': 2, 'dynamodb:Query': 3, 'dynamodb:BatchGetItem': 1, 'dynamodb:PutItem': 1 },
  createBiometric: { 'dynamodb:GetItem': 5, 'dynamodb:Query': 2, 'dynamodb:TransactWriteItems': 1 },
  listBiometrics: { 'dynamodb:GetItem': 5, 'dynamodb:Query': 3, 'dynamodb:PutItem': 1 },
  listAuditLogs: { 'dynamodb:GetItem': 3, 'dynamodb:Query': 7, 'dynamodb:PutItem': 1 },
} as const satisfies Readonly<Record<string, CallCounts>>;

export type CountedOperation = keyof typeof warmCalls;
