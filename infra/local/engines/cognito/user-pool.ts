import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { AwsError } from '../http/aws-error';
import { openStateFile, type StateFile } from '../storage/state-file';
import { hashPassword } from './password-hash';
import { UserPoolState, type StoredUser, type TokenFamily } from './stored-user-pool';
import type { UserPoolSeed, UserSeed } from './user-pool-seed';

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** The oldest go first, so that no script fills the disk. */
const MAXIMUM_FAMILIES = 10_000;

export type UserChange = Partial<Pick<StoredUser, 'password' | 'srp' | 'totp' | 'status' | 'groups' | 'enabled'>>;

/** The users, groups, and token families of the pool. Every change is durable before its promise resolves. */
export class UserPool {
  private constructor(
    private readonly state: UserPoolState,
    private readonly file: StateFile<UserPoolState>,
    readonly now: () => Date,
  ) {}

  /** `path` absent: in memory. Ids once drawn win over those that the seed names later. */
  static async open(path: string | undefined, region: string, seed: UserPoolSeed, now: () => Date): Promise<UserPool> {
    const file = await openStateFile(path, UserPoolState);
    const id = seed.id ?? `${region}_${randomText(9)}`;
    const state = file.loaded ?? { id, clientId: seed.clientId ?? randomText(26), groups: [], users: [], families: [] };
    const pool = new UserPool(state, file, now);
    const groups = (seed.groups ?? []).filter((group) => !state.groups.includes(group));
    for (const group of groups) pool.#addGroup(group);
    if (file.loaded === undefined || groups.length > 0) await pool.save();
    return pool;
  }

  get id(): string {
    return this.state.id;
  }

  get clientId(): string {
    return this.state.clientId;
  }

  async ensureUsers(seeds: readonly UserSeed[]): Promise<void> {
    const missing = seeds.filter(({ email }) => this.findUser(email) === undefined);
    // Hashing costs time on purpose; seeds that share a password, which is printed at each start, share its hash.
    const passwords = [...new Set(missing.map(({ password }) => password))];
    const hashes = new Map(await Promise.all(passwords.map(async (text) => [text, await hashPassword(text)] as const)));
    for (const seed of missing) {
      const attributes = seed.coveredEntityId && { 'custom:covered_entity_id': seed.coveredEntityId };
      const user = this.#newUser(seed.email, { ...attributes }, seed.sub);
      Object.assign(user, {
        password: hashes.get(seed.password),
        status: 'CONFIRMED',
        groups: [...new Set(seed.groups)],
      });
      for (const group of seed.groups) this.#addGroup(group);
    }
    if (missing.length > 0) await this.save();
  }

  async createUser(email: string, attributes: Readonly<Record<string, string>>, sub?: string): Promise<StoredUser> {
    if (this.findUser(email) !== undefined) {
      throw new AwsError('UsernameExistsException', 'User account already exists');
    }
    const user = this.#newUser(email, attributes, sub);
    await this.save();
    return user;
  }

  async updateUser(user: StoredUser, change: UserChange) {
    Object.assign(user, change, { modifiedAt: this.now().getTime() });
    await this.save();
  }

  /** By `sub` (the username) or by e-mail address, in any letter case. */
  findUser(username: string): StoredUser | undefined {
    const email = username.toLowerCase();
    return this.state.users.find((user) => user.sub === username || user.email.toLowerCase() === email);
  }

  users(): readonly StoredUser[] {
    return this.state.users;
  }

  groups(): readonly string[] {
    return this.state.groups;
  }

  async createGroup(name: string): Promise<void> {
    if (this.state.groups.includes(name)) throw new AwsError('GroupExistsException', 'A group with the name exists.');
    this.#addGroup(name);
    await this.save();
  }

  /** What a sign-in starts; it exists only once `addFamily` resolves. */
  newFamily(user: StoredUser, refreshTokenMilliseconds: number): TokenFamily {
    const now = this.now().getTime();
    return {
      originJti: randomUUID(),
      sub: user.sub,
      eventId: randomUUID(),
      authTime: Math.floor(now / 1000),
      expiresAt: now + refreshTokenMilliseconds,
      revoked: false,
      generation: 0,
      secret: randomBytes(32).toString('base64'),
    };
  }

  async addFamily(family: TokenFamily): Promise<void> {
    const now = this.now().getTime();
    const kept = this.state.families.filter(({ expiresAt }) => expiresAt > now);
    this.state.families = [...kept.slice(-(MAXIMUM_FAMILIES - 1)), family];
    await this.save();
  }

  findFamily(originJti: string): TokenFamily | undefined {
    return this.state.families.find((family) => family.originJti === originJti);
  }

  async revokeFamilies(wanted: (family: TokenFamily) => boolean): Promise<void> {
    for (const family of this.state.families) if (wanted(family)) family.revoked = true;
    await this.save();
  }

  save(): Promise<void> {
    return this.file.save(this.state);
  }

  #newUser(email: string, attributes: Readonly<Record<string, string>>, sub: string = randomUUID()): StoredUser {
    const now = this.now().getTime();
    const user: StoredUser = {
      sub,
      email,
      attributes: { email_verified: 'true', ...attributes },
      groups: [],
      status: 'FORCE_CHANGE_PASSWORD',
      enabled: true,
      createdAt: now,
      modifiedAt: now,
    };
    this.state.users.push(user);
    return user;
  }

  #addGroup(name: string): void {
    if (!this.state.groups.includes(name)) this.state.groups.push(name);
  }
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHANUMERIC.charAt(randomInt(ALPHANUMERIC.length))).join('');
}
