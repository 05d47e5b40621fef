import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../http/aws-error';
import { openStateFile, type StateFile } from '../storage/state-file';
import type { SecretSeed } from './secret-seed';
import { SecretsState, type SecretValue, type SecretVersion, type StoredSecret } from './stored-secret';

export interface SecretStoreOptions {
  /** `secrets.json`; absent: in memory. */
  readonly path?: string;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => Date;
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
/** Secrets Manager keeps versions without a stage for a while; so many of them here. */
const MAXIMUM_VERSIONS = 100;

/** The secrets of the local stack. Every change is durable before its promise resolves. */
export class SecretStore {
  readonly #state: SecretsState;

  private constructor(
    readonly options: SecretStoreOptions,
    readonly file: StateFile<SecretsState>,
  ) {
    this.#state = file.loaded ?? { secrets: [] };
  }

  static async open(options: SecretStoreOptions): Promise<SecretStore> {
    return new SecretStore(options, await openStateFile(options.path, SecretsState));
  }

  async ensure(seed: SecretSeed): Promise<StoredSecret> {
    const existing = this.#existing().find(({ name }) => name === seed.name);
    if (existing !== undefined) return existing;
    const generated = seed.generate();
    const value =
      typeof generated === 'string' ? { text: generated } : { binary: Buffer.from(generated).toString('base64') };
    return (await this.create({ name: seed.name, description: seed.description }, value, randomUUID())).secret;
  }

  /** Repeated with the same token and value, it answers the first result. */
  async create(
    about: Pick<StoredSecret, 'name' | 'description' | 'kmsKeyId'>,
    value: SecretValue | undefined,
    token: string,
  ): Promise<{ readonly secret: StoredSecret; readonly version?: SecretVersion }> {
    const existing = this.#existing().find(({ name }) => name === about.name);
    if (existing !== undefined) {
      const version = existing.versions.find(({ id }) => id === token);
      if (version !== undefined && value !== undefined && sameValue(version, value))
        return { secret: existing, version };
      throw new AwsError('ResourceExistsException', `The secret ${about.name} already exists.`);
    }
    const at = this.options.now().getTime();
    const version = value && { id: token, stages: [CURRENT], createdAt: at, ...value };
    const secret: StoredSecret = {
      ...about,
      arn: this.#newArn(about.name),
      createdAt: at,
      changedAt: at,
      versions: version === undefined ? [] : [version],
    };
    this.#state.secrets.push(secret);
    await this.save();
    return { secret, version };
  }

  /** Adds a version and moves the stages to it; what was AWSCURRENT becomes AWSPREVIOUS. */
  async putVersion(secret: StoredSecret, value: SecretValue, token: string, stages: readonly string[] = [CURRENT]) {
    this.requireNotDeleted(secret);
    const repeated = secret.versions.find(({ id }) => id === token);
    if (repeated !== undefined) {
      if (sameValue(repeated, value)) return repeated;
      throw new AwsError('ResourceExistsException', 'A version with this token and another value already exists.');
    }
    const at = this.options.now().getTime();
    const version: SecretVersion = { id: token, stages: [], createdAt: at, ...value };
    secret.versions.push(version);
    for (const stage of stages) moveStage(secret, stage, version);
    secret.changedAt = at;
    const superfluous = secret.versions.length - MAXIMUM_VERSIONS;
    if (superfluous > 0) {
      const unstaged = secret.versions.filter((candidate) => candidate.stages.length === 0).slice(0, superfluous);
      secret.versions = secret.versions.filter((candidate) => !unstaged.includes(candidate));
    }
    await this.save();
    return version;
  }

  async delete(secret: StoredSecret, deletionAt: number, force: boolean): Promise<void> {
    if (force) this.#state.secrets = this.#state.secrets.filter((candidate) => candidate !== secret);
    else secret.deletionAt = deletionAt;
    await this.save();
  }

  async restore(secret: StoredSecret): Promise<void> {
    delete secret.deletionAt;
    await this.save();
  }

  /** By name, ARN, or ARN without its random ending. */
  find(nameOrArn: string): StoredSecret {
    const secret = this.#existing().find(
      ({ name, arn }) => name === nameOrArn || arn === nameOrArn || arn.slice(0, -7) === nameOrArn,
    );
    if (secret === undefined) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return secret;
  }

  list(): readonly StoredSecret[] {
    return this.#existing();
  }

  requireNotDeleted(secret: StoredSecret): void {
    if (secret.deletionAt === undefined) return;
    const message = "You can't perform this operation on the secret because it was marked for deletion.";
    throw new AwsError('InvalidRequestException', message);
  }

  save(): Promise<void> {
    return this.file.save(this.#state);
  }

  /** AWS ends each ARN with a hyphen and six random characters. */
  #newArn(name: string): string {
    const ending = randomBytes(3).toString('hex');
    return `arn:aws:secretsmanager:${this.options.region}:${this.options.accountId}:secret:${name}-${ending}`;
  }

  #existing(): readonly StoredSecret[] {
    const now = this.options.now().getTime();
    return this.#state.secrets.filter(({ deletionAt }) => deletionAt === undefined || deletionAt > now);
  }
}

/** The version that has a stage, or that has an id and (if both are given) that stage. */
export function versionOf(secret: StoredSecret, id: string | undefined, stage: string | undefined): SecretVersion {
  const wanted = stage ?? (id === undefined ? CURRENT : undefined);
  const version = secret.versions.find(
    (candidate) =>
      (id === undefined || candidate.id === id) && (wanted === undefined || candidate.stages.includes(wanted)),
  );
  if (version === undefined) {
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.");
  }
  return version;
}

function moveStage(secret: StoredSecret, stage: string, to: SecretVersion): void {
  const holder = secret.versions.find(({ stages }) => stages.includes(stage));
  if (holder !== undefined) holder.stages = holder.stages.filter((candidate) => candidate !== stage);
  to.stages.push(stage);
  if (stage === CURRENT && holder !== undefined) moveStage(secret, PREVIOUS, holder);
}

function sameValue(a: SecretValue, b: SecretValue): boolean {
  const digest = ({ text, binary }: SecretValue) =>
    createHash('sha256')
      .update(JSON.stringify([text, binary]))
      .digest();
  return timingSafeEqual(digest(a), digest(b));
}
