/** Something of the stack's own, such as a patient's id: looked up when the request is sent, the latest first. */
export class Known {
  constructor(
    readonly kind: string,
    readonly index: number,
  ) {}
}

/** JSON text that `JSON.stringify` does not write, such as `1e400` or `-0`. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** A text of the URL that is sent as it is, without percent-encoding. */
export class RawText {
  constructor(readonly text: string) {}
}

/** A member that is left out. */
export const LEFT_OUT = Symbol('left out');

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Known || value instanceof RawJson || value instanceof RawText);

/** A copy with a member more, also one called `__proto__`. */
export const withMember = (
  record: Readonly<Record<string, unknown>>,
  name: string,
  value: unknown,
): Readonly<Record<string, unknown>> => {
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of Object.entries(record)) if (key !== name) copy[key] = member;
  if (value !== LEFT_OUT) copy[name] = value;
  return copy;
};
