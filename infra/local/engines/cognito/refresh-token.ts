import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TokenFamily } from './stored-user-pool';

/**
 * A refresh token: `ORIGIN_JTI.GENERATION.MAC`, opaque to callers. The MAC, under the family's own secret, lets a used
 * token be told from a forged one without a list of the used ones.
 */
export function refreshTokenOf(family: TokenFamily, generation = family.generation): string {
  const mac = createHmac('sha256', Buffer.from(family.secret, 'base64')).update(`${family.originJti}.${generation}`);
  return `${family.originJti}.${generation}.${mac.digest('base64url')}`;
}

/** The generation of a genuine token of that family; undefined for any other text. */
export function generationOf(token: string, family: TokenFamily): number | undefined {
  const generation = Number(token.split('.')[1]);
  if (!Number.isSafeInteger(generation) || generation < 0 || generation > family.generation) return undefined;
  const [genuine, given] = [Buffer.from(refreshTokenOf(family, generation)), Buffer.from(token)];
  return genuine.byteLength === given.byteLength && timingSafeEqual(genuine, given) ? generation : undefined;
}

export function originJtiOf(token: string): string {
  return token.split('.')[0] ?? '';
}
