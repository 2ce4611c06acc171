import { createHash } from 'node:crypto';
import { ServiceError } from '../../service-error.js';
import { OF_NEW_BUCKETS, type StoredSetting } from './settings.js';

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  key: string;
  /** `null` in a bucket that was never versioned. */
  versionId: string;
  deleteMarker: boolean;
  body: Buffer;
  /** With its quotes, as the header has it. */
  etag: string;
  /** Content-Type, Cache-Control, x-amz-meta-…, x-amz-checksum-…: what was given with the object, lower case. */
  headers: Readonly<Record<string, string>>;
  lastModified: number;
}

/** A bucket and its objects. */
export class Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: number;
  /** Account id; calls may name the owner that they expect. */
  owner: string;
  versioning: 'Enabled' | 'Suspended' | undefined;
  policy: string | undefined;
  readonly settings = new Map<StoredSetting, string>(OF_NEW_BUCKETS);
  /** By key, newest version first. */
  readonly #versions = new Map<string, ObjectVersion[]>();

  constructor(place: { name: string; region: string; owner: string }, createdAt: number) {
    this.name = place.name;
    this.region = place.region;
    this.owner = place.owner;
    this.createdAt = createdAt;
  }

  get arn(): string {
    return `arn:aws:s3:::${this.name}`;
  }

  get isEmpty(): boolean {
    return this.#versions.size === 0;
  }

  /** All versions of all objects: by key in UTF-8 order, then newest first. */
  allVersions(): ObjectVersion[] {
    return [...this.#versions.keys()]
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .flatMap((key) => this.#versions.get(key) ?? []);
  }

  /** The current object of each key; keys whose newest version is a delete marker are left out. */
  currentObjects(): ObjectVersion[] {
    let previous: string | undefined;
    return this.allVersions().filter((version) => {
      const newest = version.key !== previous;
      previous = version.key;
      return newest && !version.deleteMarker;
    });
  }

  /** The newest version of a key, or the one asked for. */
  find(key: string, versionId?: string): ObjectVersion | undefined {
    const versions = this.#versions.get(key) ?? [];
    return versionId === undefined ? versions[0] : versions.find((one) => one.versionId === versionId);
  }

  /** The newest version of a key, unless it is a delete marker. */
  current(key: string): ObjectVersion | undefined {
    const newest = this.find(key);
    return newest?.deleteMarker ? undefined : newest;
  }

  put(key: string, body: Buffer, headers: Readonly<Record<string, string>>, now: number): ObjectVersion {
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    return this.#add({ key, versionId: '', deleteMarker: false, body, etag, headers, lastModified: now });
  }

  /**
   * Without a version id, a versioned bucket gets a delete marker on top; with one, that version is deleted
   * ("Deleting object versions from a versioning-enabled bucket", Amazon S3 User Guide).
   */
  delete(key: string, versionId: string | undefined, now: number): { versionId?: string; deleteMarker: boolean } {
    if (versionId !== undefined) {
      const versions = this.#versions.get(key) ?? [];
      const removed = versions.find((one) => one.versionId === versionId);
      this.#keep(
        key,
        versions.filter((one) => one !== removed),
      );
      return { versionId, deleteMarker: removed?.deleteMarker ?? false };
    }
    if (!this.versioning) {
      this.#versions.delete(key);
      return { deleteMarker: false };
    }
    const marker = this.#add({
      key,
      versionId: '',
      deleteMarker: true,
      body: Buffer.alloc(0),
      etag: '',
      headers: {},
      lastModified: now,
    });
    return { versionId: marker.versionId, deleteMarker: true };
  }

  #add(version: ObjectVersion): ObjectVersion {
    version.versionId = this.versioning === 'Enabled' ? crypto.randomUUID().replaceAll('-', '') : 'null';
    const others = (this.#versions.get(version.key) ?? []).filter((one) => one.versionId !== version.versionId);
    this.#versions.set(version.key, [version, ...others]);
    return version;
  }

  #keep(key: string, versions: ObjectVersion[]): void {
    if (versions.length > 0) this.#versions.set(key, versions);
    else this.#versions.delete(key);
  }
}

/** "Bucket naming rules", Amazon S3 User Guide. @throws ServiceError InvalidBucketName */
export function checkBucketName(name: string): void {
  const valid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\.|^\d+\.\d+\.\d+\.\d+$|^xn--|-s3alias$/.test(name);
  if (!valid) throw new ServiceError('InvalidBucketName', `The specified bucket is not valid: ${name}`);
}
