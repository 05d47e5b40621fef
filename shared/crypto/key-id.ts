/** A key's UUID as 16 bytes, in the order of its hexadecimal digits (RFC 9562, section 4). */
export const KEY_ID_BYTES = 16;

export const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

export const uuidText = ({ buffer, byteOffset, length }: Uint8Array): string => {
  const hex = Buffer.from(buffer, byteOffset, length).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
