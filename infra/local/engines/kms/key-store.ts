import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from '../http/aws-error';
import { openStateFile, type StateFile } from '../storage/state-file';
import type { KeySeed, KeySpec } from './key-seed';
import { KEY_USAGE, KmsState, type StoredKey } from './stored-key';

export interface KeyStoreOptions {
  /** `keys.json`; absent: in memory. */
  readonly path?: string;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => Date;
}

/** The keys and aliases of the local KMS. Every change is durable before its promise resolves. */
export class KeyStore {
  readonly #state: KmsState;

  private constructor(
    readonly options: KeyStoreOptions,
    readonly file: StateFile<KmsState>,
  ) {
    this.#state = file.loaded ?? { keys: [], aliases: {} };
  }

  static async open(options: KeyStoreOptions): Promise<KeyStore> {
    return new KeyStore(options, await openStateFile(options.path, KmsState));
  }

  async create(spec: KeySpec, description: string, rotation = false): Promise<StoredKey> {
    const key = this.#added(spec, description, rotation);
    await this.file.save(this.#state);
    return key;
  }

  #added(spec: KeySpec, description: string, rotation: boolean): StoredKey {
    const key: StoredKey = {
      id: randomUUID(),
      spec,
      description,
      createdAt: this.options.now().getTime(),
      state: 'Enabled',
      rotation,
      material: newMaterial(spec).toString('base64'),
    };
    this.#state.keys.push(key);
    return key;
  }

  /** The key behind the alias, made with it at the first start, in one write. */
  async ensure(seed: KeySeed): Promise<StoredKey> {
    const id = this.#state.aliases[seed.alias];
    const existing = this.#existing().find((key) => key.id === id);
    if (existing !== undefined) return existing;
    const key = this.#added(seed.spec, seed.description ?? '', seed.rotation ?? false);
    this.#state.aliases[seed.alias] = key.id;
    await this.file.save(this.#state);
    return key;
  }

  async update(key: StoredKey, change: Partial<Pick<StoredKey, 'state' | 'deletionAt' | 'rotation'>>): Promise<void> {
    Object.assign(key, change);
    await this.file.save(this.#state);
  }

  async addAlias(alias: string, key: StoredKey): Promise<void> {
    if (this.#state.aliases[alias] !== undefined) {
      throw new AwsError('AlreadyExistsException', `An alias with the name ${this.aliasArnOf(alias)} already exists`);
    }
    this.#state.aliases[alias] = key.id;
    await this.file.save(this.#state);
  }

  /** By key id, key ARN, alias name, or alias ARN, whatever the key's state. */
  find(nameOrArn: string): StoredKey {
    const name = nameOrArn.replace(this.#arnPrefix(), '').replace(/^key\//, '');
    const id = name.startsWith('alias/') ? this.#state.aliases[name] : name;
    const key = this.#existing().find((candidate) => candidate.id === id);
    if (key === undefined) throw new AwsError('NotFoundException', 'The key or alias does not exist');
    return key;
  }

  /** A key fit for a cryptographic operation: of the right usage, enabled, not pending deletion. */
  findUsable(nameOrArn: string, usage: (typeof KEY_USAGE)[KeySpec]): StoredKey {
    const key = this.find(nameOrArn);
    if (key.state === 'Disabled') throw new AwsError('DisabledException', `${this.arnOf(key)} is disabled.`);
    this.requireNotPendingDeletion(key);
    if (KEY_USAGE[key.spec] !== usage) {
      throw new AwsError('InvalidKeyUsageException', `${this.arnOf(key)} key usage is ${KEY_USAGE[key.spec]}`);
    }
    return key;
  }

  requireNotPendingDeletion(key: StoredKey): void {
    if (key.state !== 'PendingDeletion') return;
    throw new AwsError('KMSInvalidStateException', `${this.arnOf(key)} is pending deletion.`);
  }

  list(): readonly StoredKey[] {
    return this.#existing();
  }

  aliases(): readonly { readonly alias: string; readonly keyId: string }[] {
    return Object.entries(this.#state.aliases).map(([alias, keyId]) => ({ alias, keyId }));
  }

  arnOf(key: StoredKey): string {
    return `${this.#arnPrefix()}key/${key.id}`;
  }

  aliasArnOf(alias: string): string {
    return `${this.#arnPrefix()}${alias}`;
  }

  #arnPrefix(): string {
    return `arn:aws:kms:${this.options.region}:${this.options.accountId}:`;
  }

  /** A key whose deletion date has come no longer exists. */
  #existing(): readonly StoredKey[] {
    const now = this.options.now().getTime();
    return this.#state.keys.filter(({ deletionAt }) => deletionAt === undefined || deletionAt > now);
  }
}

function newMaterial(spec: KeySpec): Buffer {
  if (spec !== 'ECC_NIST_EDWARDS25519') return randomBytes(32);
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });
}
