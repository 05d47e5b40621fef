import type { Role } from '../../../shared/domain/roles';
import { PLATFORM_GROUP } from '../../../shared/domain/roles';
import { coveredEntities } from './covered-entities';

/** The password of every demo user. It guards nothing: the stack listens on loopback and holds no PHI. */
export const DEMO_PASSWORD = 'Phiducia-demo-1!';

export interface DemoUser {
  readonly email: string;
  readonly groups: readonly (Role | typeof PLATFORM_GROUP)[];
  /** Absent: a platform operator. */
  readonly coveredEntityId?: string;
  /** For people. */
  readonly description: string;
}

const { a, b } = coveredEntities;

export const demoUsers: readonly DemoUser[] = [
  { email: 'admin@demo.test', groups: ['admin'], coveredEntityId: a, description: 'admin of entity A' },
  { email: 'clinician@demo.test', groups: ['clinician'], coveredEntityId: a, description: 'clinician of entity A' },
  {
    email: 'clinician2@demo.test',
    groups: ['clinician'],
    coveredEntityId: a,
    description: 'second clinician of entity A',
  },
  { email: 'developer@demo.test', groups: ['developer'], coveredEntityId: a, description: 'developer of entity A' },
  { email: 'auditor@demo.test', groups: ['auditor'], coveredEntityId: a, description: 'auditor of entity A' },
  { email: 'nogroup@demo.test', groups: [], coveredEntityId: a, description: 'entity A, no role' },
  { email: 'admin@other.test', groups: ['admin'], coveredEntityId: b, description: 'admin of entity B' },
  { email: 'clinician@other.test', groups: ['clinician'], coveredEntityId: b, description: 'clinician of entity B' },
  { email: 'root@platform.test', groups: ['admin', PLATFORM_GROUP], description: 'platform admin, no entity' },
];
