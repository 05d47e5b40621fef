import { s3Error } from './s3-error';

/** A single `Range: bytes=…` (RFC 9110, 14.1.2); undefined for none, or for one that S3 ignores. */
export function byteRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly length: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last));
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start > end) throw s3Error('InvalidRange', 'The requested range is not satisfiable');
  return { start, length: end - start + 1 };
}
