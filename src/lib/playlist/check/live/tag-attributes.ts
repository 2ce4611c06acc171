import { type AttributeToken, MalformedAttributes, parseAttributes } from '../../../hls/attributes.js';

/**
 * The attribute lists of a tag in a media playlist, in order; undefined for one that cannot be read.
 *
 * @param tag without its #
 */
export function attributesOfTags(text: string, tag: string): (readonly AttributeToken[] | undefined)[] {
  return [...text.matchAll(new RegExp(`^#${tag}:(.*?)\\s*$`, 'gm'))].map(([, list = '']) => {
    try {
      return parseAttributes(list);
    } catch (error) {
      if (!(error instanceof MalformedAttributes)) throw error;
      return undefined;
    }
  });
}
