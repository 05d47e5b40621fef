import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { BINDING, TEXTS } from './synthetic-record';

/**
 * What a developer writes at first: AES-256-GCM of `node:crypto`, field by field, a nonce and an AAD for each. It gets
 * the key as a KeyObject, although a naive caller would not: on Node.js 24 a raw key alone would cost it a factor of ten.
 */
const aadOf = (name: string): Buffer =>
  Buffer.from(`${BINDING.covered_entity_id}|${BINDING.region}|${BINDING.resource_id}|${name}`);

export const naiveSeal = (key: KeyObject): readonly Buffer[] =>
  TEXTS.map(([name, text]) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(aadOf(name));
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  });

export const naiveOpen = (key: KeyObject, sealed: readonly Buffer[]): readonly string[] =>
  TEXTS.map(([name], index) => {
    const field = sealed[index] ?? Buffer.alloc(0);
    const decipher = createDecipheriv('aes-256-gcm', key, field.subarray(0, 12));
    decipher.setAAD(aadOf(name));
    decipher.setAuthTag(field.subarray(-16));
    return Buffer.concat([decipher.update(field.subarray(12, -16)), decipher.final()]).toString('utf8');
  });
