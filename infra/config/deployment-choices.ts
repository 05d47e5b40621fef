import * as z from 'zod';
import { AllowedOriginsSchema } from '../../shared/config/allowed-origins';
import { ConfigurationError } from './configuration-error';

/** A name of the customer's own for the API, with its certificate. */
export interface CustomDomain {
  readonly domainName: string;
  readonly certificateArn: string;
}

/** What stands in cdk.json where a choice is not made. `-c` cannot pass “nothing”. */
const NOT_CHOSEN = 'none';

const isNotChosen = (value: unknown): boolean => value === undefined || value === NOT_CHOSEN;

const wrong = (key: string, form: string): ConfigurationError =>
  new ConfigurationError(`The context "${key}" must be ${form}; nothing was synthesised.`);

/** A switch, which `-c` passes as text. @throws ConfigurationError */
export const switchOf = (key: string, value: unknown): boolean => {
  if (value === undefined || value === false || value === 'false') return false;
  if (value === true || value === 'true') return true;
  throw wrong(key, 'true or false');
};

const MAXIMUM_RESERVED = 1000;

/**
 * Instances reserved for each function. A new account's quota holds ten at all, so there is no default.
 * @throws ConfigurationError
 */
export const reservedConcurrencyOf = (value: unknown): number | undefined => {
  if (isNotChosen(value)) return undefined;
  const text = typeof value === 'number' ? String(value) : value;
  const count = typeof text === 'string' && /^\d{1,4}$/.test(text) ? Number(text) : 0;
  // 0 would be valid for Lambda and would switch the function off.
  if (count < 1 || count > MAXIMUM_RESERVED)
    throw wrong('reservedConcurrency', '"none" or a whole number from 1 to 1000');
  return count;
};

const DomainNameSchema = z.string().regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/);
const CertificateArnSchema = z.string().regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/);

/**
 * The API's own domain. Its certificate must be of the deployment's Region: a Regional endpoint takes no other, and TLS
 * would otherwise end elsewhere (guarantee 3).
 * @throws ConfigurationError
 */
export const customDomainOf = (
  domainName: unknown,
  certificateArn: unknown,
  region: unknown,
): CustomDomain | undefined => {
  if (isNotChosen(domainName) && isNotChosen(certificateArn)) return undefined;
  const name = DomainNameSchema.safeParse(domainName);
  if (!name.success) throw wrong('domainName', '"none" or a lower-case domain name, with "certificateArn" beside it');
  const arn = CertificateArnSchema.safeParse(certificateArn);
  if (!arn.success || arn.data.split(':')[3] !== region) {
    throw wrong('certificateArn', 'the ARN of an ACM certificate in the Region of the deployment, with "domainName"');
  }
  return { domainName: name.data, certificateArn: arn.data };
};

/** The origins of CORS: an array in cdk.json, comma-separated with `-c`. @throws ConfigurationError */
export const originsOf = (value: unknown): readonly string[] => {
  const list = typeof value === 'string' ? value.split(',').filter((each) => each !== '') : (value ?? []);
  const parsed = AllowedOriginsSchema.safeParse(list);
  if (!parsed.success)
    throw wrong('allowedOrigins', 'at most 10 origins such as https://app.example.org, without a path');
  return parsed.data;
};
