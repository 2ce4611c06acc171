import { invalid } from './topic-attributes.js';

/** A message's text of each protocol; `default` is for those without one of their own. */
export type Texts = Readonly<Record<string, string>>;

/**
 * Reads a message with a text for each protocol ("Publish", Amazon SNS API Reference: MessageStructure).
 *
 * @returns undefined for a message that is one text
 * @throws ServiceError InvalidParameter
 */
export function readTexts(message: string, structure: string | undefined): Texts | undefined {
  if (structure === undefined) return undefined;
  if (structure !== 'json') throw invalid('MessageStructure');
  const texts = parse(message);
  if (!texts) throw invalid('Message Structure - JSON message body failed to parse');
  if (typeof texts.default !== 'string') {
    throw invalid('Message Structure - No default entry in JSON message body');
  }
  const ofText = Object.entries(texts).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(ofText);
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
