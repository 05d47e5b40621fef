/**
 * What becomes of a record of the input before it is sent. `skipped`: Phiducia keeps no such thing, by design; `refused`:
 * it should have been kept and cannot be. Codes and paths are ours, from fixed lists: nothing of the input stands in them.
 */
export interface NotMapped {
  readonly kind: 'skipped' | 'refused';
  readonly code: string;
  readonly path?: string;
}

export type Mapped<T> = { readonly kind: 'mapped'; readonly value: T } | NotMapped;

export const mapped = <T>(value: T): Mapped<T> => ({ kind: 'mapped', value });

export const skipped = (code: string, path?: string): NotMapped => ({
  kind: 'skipped',
  code,
  ...(path === undefined ? {} : { path }),
});

export const refused = (code: string, path?: string): NotMapped => ({
  kind: 'refused',
  code,
  ...(path === undefined ? {} : { path }),
});
