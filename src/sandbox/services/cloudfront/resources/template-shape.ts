import { typedLeaf } from '../wire/config-fields.js';

/** Fields that CloudFormation spells in its own way. */
const RENAMED: Readonly<Record<string, string>> = {
  AcmCertificateArn: 'ACMCertificateArn',
  IPV6Enabled: 'IsIPV6Enabled',
  IamCertificateId: 'IAMCertificateId',
  OriginCustomHeaders: 'CustomHeaders',
  OriginSSLProtocols: 'OriginSslProtocols',
  SslSupportMethod: 'SSLSupportMethod',
};

/** Lists that have an `Enabled` member in the API. */
const SWITCHED = new Set(['TrustedSigners', 'TrustedKeyGroups']);

/**
 * Turns a CloudFront resource's configuration as CloudFormation has it (plain lists, values that may be text) into the
 * API's shape (`{ Quantity, Items }`, typed values).
 */
export function fromTemplate(node: unknown): unknown {
  return convert('', node);
}

function convert(field: string, node: unknown): unknown {
  if (Array.isArray(node)) return node.map((one) => convert(field, one));
  if (typeof node !== 'object' || node === null) return typedLeaf(field, node);
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    const name = RENAMED[key] ?? key;
    if (key === 'Items' && Array.isArray(value)) {
      result.Items = convert(field, value);
      result.Quantity = value.length;
    } else if (Array.isArray(value)) {
      const on = SWITCHED.has(name) ? { Enabled: value.length > 0 } : {};
      result[name] = { ...on, Quantity: value.length, Items: convert(name, value) };
    } else if (key !== 'Quantity' || !('Items' in node)) result[name] = convert(name, value);
  }
  return gatherMembers(result);
}

/** Members that are siblings in a template, and nested in the API. */
function gatherMembers({ CachedMethods, AllowedMethods, Locations, ...rest }: Record<string, unknown>) {
  return {
    ...rest,
    ...(AllowedMethods
      ? { AllowedMethods: { ...(AllowedMethods as object), CachedMethods: CachedMethods ?? GET_AND_HEAD } }
      : {}),
    ...(rest.RestrictionType ? { ...((Locations as object | undefined) ?? { Quantity: 0 }) } : {}),
  };
}

const GET_AND_HEAD = { Quantity: 2, Items: ['GET', 'HEAD'] };
