import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { CvsError } from '../../errors.js';
import { listOf } from '../../list-of.js';

/** An element of XML: its text, its children by name, or several of one name. */
type Node = string | readonly Node[] | { readonly [name: string]: Node };

/**
 * What a distribution's configuration has that this SDK does not know, as CloudFront calls it, such as
 * `DefaultCacheBehavior.NewConfig`. The SDK would leave it out of an update, and CloudFront replaces the whole
 * configuration by what it is sent (aws-sdk-js-v3 issue 4637: a distribution lost its origin access control so).
 *
 * What is off is not counted: an empty element, `Enabled` false, `Quantity` 0. To leave it out changes nothing.
 *
 * @param xml the answer of GetDistribution or GetDistributionConfig
 * @param config what the SDK read of it
 */
export async function unknownSettings(xml: string, config: DistributionConfig | undefined): Promise<string[]> {
  if (!xml || !config) return [];
  const { XMLParser } = await import('fast-xml-parser');
  const parsed = new XMLParser({ ignoreAttributes: true, parseTagValue: false, removeNSPrefix: true }).parse(
    xml,
  ) as Record<string, Node>;
  const root = (parsed.Distribution as Record<string, Node> | undefined)?.DistributionConfig;
  return [...new Set(unknownIn(root ?? parsed.DistributionConfig ?? '', config, ''))];
}

function unknownIn(node: Node, known: unknown, path: string): string[] {
  if (typeof node === 'string' || Array.isArray(node) || typeof known !== 'object' || known === null) return [];
  // The elements of a list have a name of their own, which the SDK's arrays leave out.
  if (Array.isArray(known)) {
    const items = Object.values(node).flat() as Node[];
    return items.flatMap((item, index) => unknownIn(item, known[index], path));
  }
  return Object.entries(node).flatMap(([name, child]) => {
    const value = (known as Record<string, unknown>)[name];
    const place = path === '' || name === 'Items' ? `${path}${name === 'Items' ? '' : name}` : `${path}.${name}`;
    if (value === undefined) return isOff(name, child) ? [] : [place];
    return unknownIn(child, value, place);
  });
}

function isOff(name: string, node: Node): boolean {
  if (typeof node !== 'string') return Object.entries(node).every(([child, value]) => isOff(child, value));
  const text = node.trim();
  return text === '' || (name === 'Enabled' && text === 'false') || (name === 'Quantity' && text === '0');
}

/** The error for an update that would remove settings. @param byHand how to do without the update */
export function wouldRemove(distributionId: string, unknown: readonly string[], byHand?: string): CvsError {
  return new CvsError({
    code: 'UNKNOWN_SETTINGS',
    message:
      `Distribution ${distributionId} has settings that this version of cvs does not know: ${listOf(unknown)}.` +
      ' An update would remove them, so that nothing was changed.',
    suggestions: [
      'Update cvs to a version that knows them, and run the same command again.',
      ...(byHand ? [byHand] : []),
    ],
  });
}
