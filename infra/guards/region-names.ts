import { Token } from 'aws-cdk-lib';

/** The name of an AWS Region, also inside an ARN, a service's address, or the name of one of its zones. */
const REGION_NAME =
  /\b(?:eusc-de|af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-(?:gov|iso[a-z]?))?-(?:central|north|south|east|west|northeast|northwest|southeast|southwest)-\d(?!\d)/g;

/** Every Region that is named anywhere in a value: properties of a resource, keys included. */
export const regionNamesIn = (value: unknown): ReadonlySet<string> => {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return new Set(text.match(REGION_NAME) ?? []);
};

/** Whether a value names a Region outright, so that synthesis can judge it. */
export const namesRegion = (value: unknown): boolean =>
  typeof value === 'string' && !Token.isUnresolved(value) && regionNamesIn(value).size > 0;
