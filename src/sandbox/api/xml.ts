import { XMLBuilder, XMLParser } from 'fast-xml-parser';

const xmlParser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: false });
const xmlBuilder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: false });

/** Parses XML to nested objects; every leaf is a string. Repeated elements become arrays. */
export function parseXml(text: string): Record<string, unknown> {
  const parsed = xmlParser.parse(text) as Record<string, unknown>;
  delete parsed['?xml'];
  return parsed;
}

/** Builds XML from nested objects: an array repeats its element, undefined is left out, dates are ISO 8601. */
export function buildXml(root: string, value: object, namespace?: string): string {
  const content = plain(value) as Record<string, unknown>;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlBuilder.build({
    [root]: namespace ? { '@xmlns': namespace, ...content } : content,
  })}`;
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, plain(member)]),
    );
  }
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
}
