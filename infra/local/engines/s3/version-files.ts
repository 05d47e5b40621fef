import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineStateCorruptError } from '../storage/state-file';
import { writeFileDurably } from '../storage/write-file-durably';
import { ObjectVersion } from './object-version';

/** Where a bucket's versions and their bytes lie. */
export interface VersionFiles {
  /** At start: all versions, in no order. */
  load(): Promise<readonly ObjectVersion[]>;
  writeBody(bodyId: string, body: Buffer): Promise<void>;
  /** Makes a version exist: its bytes are durable before. */
  writeVersion(version: ObjectVersion): Promise<void>;
  remove(version: ObjectVersion): Promise<void>;
  removeBody(bodyId: string): Promise<void>;
  readBody(bodyId: string, start: number, length: number): Promise<Buffer>;
}

/**
 * Files in one directory: `HASH-OF-KEY.VERSION.json` and `BODY-ID.body`. A key never becomes a file name, so no key
 * escapes the directory. A crash between the two writes leaves bytes that no version names; `load` removes them.
 */
export function versionFilesIn(directory: string): VersionFiles {
  const metadataPath = ({ key, versionId }: ObjectVersion) =>
    join(directory, `${createHash('sha256').update(key).digest('hex')}.${versionId}.json`);
  const bodyPath = (bodyId: string) => join(directory, `${bodyId}.body`);
  return {
    load: async () => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const names = await readdir(directory);
      const metadata = names.filter((name) => name.endsWith('.json'));
      const versions: ObjectVersion[] = [];
      for (const name of metadata) versions.push(await readVersion(join(directory, name)));
      const kept = new Set(versions.map(({ content }) => content && `${content.bodyId}.body`));
      const strays = names.filter((name) => name.endsWith('.tmp') || (name.endsWith('.body') && !kept.has(name)));
      await Promise.all(strays.map((name) => rm(join(directory, name), { force: true })));
      return versions;
    },
    writeBody: (bodyId, body) => writeFileDurably(bodyPath(bodyId), body),
    writeVersion: (version) => writeFileDurably(metadataPath(version), JSON.stringify(version)),
    remove: async (version) => {
      await rm(metadataPath(version), { force: true });
      if (version.content !== undefined) await rm(bodyPath(version.content.bodyId), { force: true });
    },
    removeBody: (bodyId) => rm(bodyPath(bodyId), { force: true }),
    readBody: async (bodyId, start, length) => {
      const file = await open(bodyPath(bodyId), 'r');
      try {
        const buffer = Buffer.alloc(length);
        const { bytesRead } = await file.read(buffer, 0, length, start);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}

export function versionFilesInMemory(): VersionFiles {
  const bodies = new Map<string, Buffer>();
  return {
    load: () => Promise.resolve([]),
    writeBody: (bodyId, body) => {
      bodies.set(bodyId, Buffer.from(body));
      return Promise.resolve();
    },
    writeVersion: () => Promise.resolve(),
    remove: ({ content }) => {
      if (content !== undefined) bodies.delete(content.bodyId);
      return Promise.resolve();
    },
    removeBody: (bodyId) => {
      bodies.delete(bodyId);
      return Promise.resolve();
    },
    readBody: (bodyId, start, length) =>
      Promise.resolve((bodies.get(bodyId) ?? Buffer.alloc(0)).subarray(start, start + length)),
  };
}

async function readVersion(path: string): Promise<ObjectVersion> {
  try {
    return ObjectVersion.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    throw new EngineStateCorruptError(path);
  }
}
