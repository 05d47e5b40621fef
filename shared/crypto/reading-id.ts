import type { KeyObject } from 'node:crypto';
import { encodePieces } from './authenticated-context';
import { macOf } from './hmac';
import { uuidText } from './key-id';

const UUID_BYTES = 16;
const VERSION_BYTE = 6;
const VARIANT_BYTE = 8;

/** What makes a device's reading one and the same, whenever it is sent. */
export interface ReadingIdentity {
  readonly covered_entity_id: string;
  readonly patient_id: string;
  readonly device_id: string;
  readonly data_type: string;
  readonly timestamp: string;
}

/**
 * The id of a device's reading: a UUID (RFC 9562, version 8) out of an HMAC-SHA-256 under the deployment's key, so that
 * a repeat meets the first one's row, and nobody without the key can try device ids on what is stored.
 */
export const readingIdOf = (key: KeyObject, identity: ReadingIdentity): string => {
  const { covered_entity_id, patient_id, device_id, data_type, timestamp } = identity;
  const pieces = ['biometric-reading.v1', covered_entity_id, patient_id, device_id, data_type, timestamp];
  const bytes = Buffer.from(macOf(key, encodePieces(pieces)).subarray(0, UUID_BYTES));
  bytes[VERSION_BYTE] = (bytes.readUInt8(VERSION_BYTE) & 0x0f) | 0x80;
  bytes[VARIANT_BYTE] = (bytes.readUInt8(VARIANT_BYTE) & 0x3f) | 0x80;
  return uuidText(bytes);
};
