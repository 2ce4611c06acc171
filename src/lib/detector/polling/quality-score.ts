import { decodeCmsdStatic } from '@svta/cml-cmsd';
import { isScore } from '../../serving/quality.js';

/**
 * A key for the media quality confidence score: MQCS, after a prefix as custom keys have it ("Common Media Server Data",
 * CTA-5006). AWS documents that MediaPackage v2 sends the score in `CMSD-Static`, from 0 to 100, of which 100 is best ("CMSD headers from AWS
 * Elemental MediaPackage", "Leveraging media quality scores with AWS Elemental MediaPackage").
 */
const SCORE_KEY = /(^|[-._])mqcs$/;

/** More is not read: the header comes from outside. */
const MAX_CHARACTERS = 2000;

/**
 * The media quality score that an answer carries, 0 to 100; undefined without one, or where it is malformed.
 *
 * @param key the score's; without it, one that ends in `mqcs`
 */
export function readScore(headers: Headers, key?: string): number | undefined {
  const text = headers.get('cmsd-static');
  if (!text || text.length > MAX_CHARACTERS) return undefined;
  try {
    const isKey = (name: string) => (key === undefined ? SCORE_KEY.test(name) : name === key);
    const score = Object.entries(decodeCmsdStatic(text)).find(([name]) => isKey(name))?.[1];
    return isScore(score) ? score : undefined;
  } catch {
    // A value that is not a dictionary of structured fields says nothing (RFC 9651 section 4.2).
    return undefined;
  }
}
