import { isIPv4 } from 'node:net';
import { canBeCustomHeader, isHeader } from './header-rules.js';
import { InvalidLambdaResult } from './invalid-lambda-result.js';
import { toLambdaHeaders } from './lambda-headers.js';
import type { CustomTarget, OriginTarget, S3Target } from './origin-target.js';

/** "Quotas", "Quotas on headers". */
const CUSTOM_HEADERS = { count: 10, name: 256, value: 1783, total: 10_240 };
const SSL_PROTOCOLS = ['TLSv1.2', 'TLSv1.1', 'TLSv1', 'SSLv3'];

type Fields = Readonly<Record<string, unknown>>;

/** `request.origin` of an origin-request event (CloudFront Developer Guide, "Lambda@Edge event structure"). */
export function lambdaOrigin(target: OriginTarget): object {
  const common = {
    customHeaders: toLambdaHeaders(target.customHeaders),
    domainName: target.domainName,
    path: target.path,
  };
  if (target.kind === 's3') return { s3: { ...common, authMethod: target.authMethod, region: target.region } };
  return {
    custom: {
      ...common,
      keepaliveTimeout: target.keepaliveTimeoutS,
      port: target.port,
      protocol: target.protocol,
      readTimeout: target.readTimeoutS,
      sslProtocols: [...target.sslProtocols],
    },
  };
}

/**
 * Reads the origin that a function chose. Limits: "Lambda@Edge event structure", "Request event fields". The guide
 * does not say which fields may be left out, so all are needed.
 *
 * @param configured the distribution's origin; connection attempts and access control stay its own
 * @throws InvalidLambdaResult in CloudFront's words as far as they are known: those on domain names and headers are
 */
export function readOrigin(origin: unknown, configured: OriginTarget): OriginTarget {
  const { custom, s3 } = isFields(origin) ? origin : {};
  if (isFields(custom) && s3 === undefined) return readCustom(custom, configured);
  if (isFields(s3) && custom === undefined) return readS3(s3, configured);
  throw invalid('The origin must have either a custom or an s3 object.');
}

function readCustom(fields: Fields, configured: OriginTarget): CustomTarget {
  const { domainName, port, protocol, readTimeout, keepaliveTimeout, sslProtocols } = fields;
  check('DomainName', isDomainName(domainName, 253));
  check('Port', isWithin(port, 1024, 65_535) || port === 80 || port === 443);
  check('Protocol', protocol === 'http' || protocol === 'https');
  check('ReadTimeout', isWithin(readTimeout, 1, 60));
  check('KeepaliveTimeout', isWithin(keepaliveTimeout, 1, 60));
  check('SslProtocols', isSslProtocols(sslProtocols));
  return {
    kind: 'custom',
    ...readCommon(fields, configured),
    port: port as number,
    protocol: protocol as CustomTarget['protocol'],
    readTimeoutS: readTimeout as number,
    keepaliveTimeoutS: keepaliveTimeout as number,
    sslProtocols: sslProtocols as string[],
  };
}

function readS3(fields: Fields, configured: OriginTarget): S3Target {
  const { domainName, authMethod, region } = fields;
  check('DomainName', isDomainName(domainName, 128) && domainName === (domainName as string).toLowerCase());
  const identity = authMethod === 'origin-access-identity';
  const hadIdentity = configured.kind === 's3' && configured.authMethod === authMethod;
  check('AuthMethod', authMethod === 'none' || (identity && hadIdentity));
  check('Region', typeof region === 'string' && (!identity || region !== ''));
  return {
    kind: 's3',
    ...readCommon(fields, configured),
    region: region as string,
    authMethod: authMethod as S3Target['authMethod'],
    accessControl: configured.kind === 's3' && configured.accessControl,
  };
}

function readCommon({ domainName, path, customHeaders }: Fields, configured: OriginTarget) {
  check('Path', isPath(path));
  const { attempts, connectionTimeoutS } = configured;
  return {
    domainName: domainName as string,
    path: path as string,
    customHeaders: readCustomHeaders(customHeaders),
    attempts,
    connectionTimeoutS,
  };
}

function readCustomHeaders(headers: unknown): Record<string, string> {
  const read = isFields(headers) ? Object.entries(headers).flatMap(headerOf) : [];
  const total = read.flat().reduce((length, text) => length + text.length, 0);
  const all = isFields(headers) && read.length === Object.keys(headers).length;
  if (!all || total > CUSTOM_HEADERS.total || read.length > CUSTOM_HEADERS.count) {
    throw invalid('One or more HeaderName or HeaderValue values are invalid.');
  }
  return Object.fromEntries(read);
}

/** Name and value of a header with one entry `{ key, value }`; nothing for a header that an origin cannot have. */
function headerOf([key, entries]: [string, unknown]): [string, string][] {
  const name = key.toLowerCase();
  const [entry, ...more] = Array.isArray(entries) ? entries : [];
  const value = isFields(entry) && !more.length ? entry.value : undefined;
  const { name: nameLength, value: valueLength } = CUSTOM_HEADERS;
  const valid = isHeader(name, value) && canBeCustomHeader(name);
  return valid && name.length <= nameLength && value.length <= valueLength ? [[name, value]] : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not empty, without a colon (and so without a port), and no IPv4 address. */
function isDomainName(value: unknown, maxLength: number): boolean {
  const length = typeof value === 'string' ? value.length : 0;
  return length > 0 && length <= maxLength && !/[:\s/]/.test(value as string) && !isIPv4(value as string);
}

/** Empty, or begins with a slash and ends without one; URL encoded. */
function isPath(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 255 && (value === '' || /^\/[\x21-\x7e]*(?<!\/)$/.test(value));
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function isSslProtocols(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => SSL_PROTOCOLS.includes(one));
}

function check(name: string, valid: boolean): void {
  if (!valid) throw invalid(`The value of ${name} is invalid.`);
}

function invalid(reason: string): InvalidLambdaResult {
  return new InvalidLambdaResult(`The Lambda function returned an invalid origin configuration: ${reason}`);
}
