/** Products that we name in the audit log, looked for in this order (browsers call themselves by each other's names). */
const PRODUCTS = [
  ['Edge', /\bEdg\/(\d{1,4})(?!\d)/],
  ['Chrome', /\b(?:Chrome|HeadlessChrome)\/(\d{1,4})(?!\d)/],
  ['Firefox', /\bFirefox\/(\d{1,4})(?!\d)/],
  ['Safari', /\bVersion\/(\d{1,4})(?!\d)[\d.]* (?:Mobile\/\w+ )?Safari\//],
  ['curl', /^curl\/(\d{1,4})(?!\d)/],
  ['axios', /^axios\/(\d{1,4})(?!\d)/],
  ['python-requests', /^python-requests\/(\d{1,4})(?!\d)/],
  ['okhttp', /^okhttp\/(\d{1,4})(?!\d)/],
  ['node', /^(?:node|undici)(?:\/(\d{1,4})(?!\d))?/],
] as const;

/** Longest part of the header that is looked at. */
const MAX_LENGTH = 512;

/**
 * The client's product and major version out of a closed list, or `other`. The raw header is a caller's free text and
 * never enters the audit log.
 */
export const userAgentProduct = (header: string | undefined): string | undefined => {
  if (header === undefined || header === '') return undefined;
  const text = header.slice(0, MAX_LENGTH);
  for (const [product, pattern] of PRODUCTS) {
    const match = pattern.exec(text);
    if (match !== null) return match[1] === undefined ? product : `${product} ${match[1]}`;
  }
  return 'other';
};
