import type { Canary } from './canaries';

/** One identifier in one input of one route, or of another way in. */
export interface Planting {
  /** A route's operation id, `import`, `sign-in`, … */
  readonly entrance: string;
  /** Such as `body address.line1` or `header User-Agent`. */
  readonly input: string;
  readonly canary: Canary;
  /** The member's name, where the input is one that a caller or a record may be shown again under that name. */
  readonly leaf?: string;
  /** The member is marked as PHI: then no record may hold it in the clear. */
  readonly phi?: boolean;
  /** The table in whose items it was put, behind the API. */
  readonly home?: string;
}

export const described = ({ entrance, input, canary }: Planting): string =>
  `${entrance}, ${input}, class ${canary.identifier}`;
