import {
  DestroyKeyQuery,
  DestructionCertificate,
  DestructionWaiting,
  KeyEntityQuery,
  KeyListQuery,
  KeyPage,
  KeyPath,
  KeyView,
} from '../schemas/key';
import { defineRoutes } from './define-routes';

/** The covered entity's keys: shown, rotated, destroyed. */
export const keyRoutes = defineRoutes({
  listKeys: {
    method: 'GET',
    path: '/hipaa/keys',
    group: 'hipaa',
    summary: 'List the versions of the key',
    description: 'Every version that there ever was, newest first; destroyed ones with their certificates.',
    access: { kind: 'roles', roles: ['admin'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'READ', resource_type: 'tenant_key' },
    request: { query: KeyListQuery },
    response: { status: 200, body: KeyPage, description: 'A page of versions.' },
    capabilities: ['tenant-key:list', 'cursor-key:read'],
    problems: ['invalid-cursor'],
    timeoutSeconds: 15,
    throttle: { rate: 20, burst: 40 },
  },
  rotateKey: {
    method: 'POST',
    path: '/hipaa/keys/rotate',
    group: 'hipaa',
    summary: 'Make the next version of the key',
    description:
      'The new version seals, the older ones open. Instances that hold the older one seal with it for up to five minutes ' +
      'more. Without a call, the next version comes with the first sealing after 30 days. The call takes no body.',
    access: { kind: 'roles', roles: ['admin'] },
    scope: 'entity',
    idempotent: true,
    baa: 'required',
    purpose: 'none',
    audit: { action: 'WRITE', resource_type: 'tenant_key' },
    request: { query: KeyEntityQuery },
    response: {
      status: 201,
      body: KeyView,
      description: 'The new version, which the list shows.',
      location: '/hipaa/keys',
    },
    capabilities: ['baa:read', 'tenant-key:read', 'tenant-key:list', 'tenant-key:create', 'phi-key:generate-data-key'],
    problems: [],
    timeoutSeconds: 15,
    throttle: { rate: 2, burst: 10 },
  },
  destroyKey: {
    method: 'DELETE',
    path: '/hipaa/keys/{version}',
    group: 'hipaa',
    summary: 'Destroy a version of the key',
    description:
      'Crypto-shred: what the version sealed can never be opened again. Two admins must ask for it within 24 hours, and no ' +
      'agreement of the covered entity may be in force or to come. The first admin gets 202, and again 202 for a repeat; ' +
      'the second gets the certificate of destruction, and so does every repeat after that.',
    access: { kind: 'roles', roles: ['admin'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'DELETE', resource_type: 'tenant_key' },
    request: { path: KeyPath, query: DestroyKeyQuery },
    response: {
      status: 200,
      body: DestructionCertificate,
      description: 'The certificate of destruction.',
      accepted: { body: DestructionWaiting, description: 'The request is noted and waits for another admin.' },
    },
    capabilities: ['tenant-key:list', 'tenant-key:destroy', 'baa:read', 'baa:check'],
    problems: ['key-needed', 'request-in-progress'],
    timeoutSeconds: 15,
    throttle: { rate: 2, burst: 10 },
  },
});
