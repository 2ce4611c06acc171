import type { S3Client } from '@aws-sdk/client-s3';
import type { MergedMaster } from '../../playlist/merge/merge.js';
import { copyKey } from '../../serving/copy-key.js';

/**
 * How the copies are delivered: as the media type of playlists (RFC 8216bis section 4), and kept for seconds, which matter
 * when a region closes; CloudFront still answers most viewers from its cache.
 */
const DELIVERED = { contentType: 'application/vnd.apple.mpegurl', cacheControl: 'max-age=2' };

/** Where a region's copy of the merged master playlist is published. */
export interface MasterPlaylistBucket {
  region: string;
  bucket: string;
}

/** An object as it is to be, or as it is, in a bucket. */
export interface PlaylistObject {
  body: string;
  contentType: string | undefined;
  cacheControl: string | undefined;
}

/**
 * The objects that every bucket holds: a copy for each region that can come first, and under the playlist's own key the
 * one that lists the first region first, for when the copilot does not answer. That one last: the copies are there
 * when it changes.
 */
export function masterPlaylistObjects(merged: MergedMaster, key: string): Map<string, PlaylistObject> {
  const asObject = (body: string): PlaylistObject => ({ body, ...DELIVERED });
  const copies = [...merged.copies].map(([region, body]) => [copyKey(key, region), asObject(body)] as const);
  const [fallback] = merged.copies.values();
  return new Map([...copies, [key, asObject(fallback ?? '')]]);
}

/** Whether what is published is what should be. */
export function sameObject(one: PlaylistObject, other: PlaylistObject): boolean {
  return one.body === other.body && one.contentType === other.contentType && one.cacheControl === other.cacheControl;
}

/** Reads an object; undefined where there is none. Other failures are thrown as the SDK throws them. */
export async function readPlaylistObject(
  s3: S3Client,
  bucket: string,
  key: string,
  signal: AbortSignal | undefined,
): Promise<PlaylistObject | undefined> {
  const { GetObjectCommand, NoSuchKey } = await import('@aws-sdk/client-s3');
  try {
    const output = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
    const body = (await output.Body?.transformToString('utf-8')) ?? '';
    return { body, contentType: output.ContentType, cacheControl: output.CacheControl };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
