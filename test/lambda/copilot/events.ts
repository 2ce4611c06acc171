import type { CloudFrontCustomOrigin, CloudFrontRequestEvent, CloudFrontS3Origin } from 'aws-lambda';
import type { CopilotConfig } from '../../../lambda/copilot/config.js';
import type { RerouteMap } from '../../../src/lib/reroute/reroute-map.js';

export const ONE = 'd111111abcdef8.cloudfront.net';
export const TWO = 'd222222abcdef8.cloudfront.net';
export const MASTER = 'd333333abcdef8.cloudfront.net';

export const CONFIG: CopilotConfig = {
  table: 'spring-final',
  playlistKey: 'playlist.m3u8',
  automatic: 'reroute',
  holdDownS: 60,
  members: [
    { region: 'eu-west-1', domain: ONE },
    { region: 'eu-west-2', domain: TWO },
  ],
  reroutes: null,
  credentialOrigins: [],
};

const HTTPS = { port: 443, protocol: 'https', sslProtocols: ['TLSv1.2'], readTimeout: 3 } as const;

/** Either region's origin can stand in for the other one's. */
export const MAP: RerouteMap = {
  origins: {
    'eu-west-1': { ...HTTPS, domainName: 'one.example.com', path: '', prefixes: ['/out/v1/abc/'] },
    'eu-west-2': { ...HTTPS, domainName: 'two.example.com', path: '/live', port: 8443, prefixes: ['/out/v1/def/'] },
  },
  ways: { 'eu-west-1': ['eu-west-2'], 'eu-west-2': ['eu-west-1'] },
};

const CUSTOM_ORIGIN: CloudFrontCustomOrigin = {
  customHeaders: {},
  domainName: 'origin.example.com',
  keepaliveTimeout: 5,
  path: '',
  port: 443,
  protocol: 'https',
  readTimeout: 30,
  sslProtocols: ['TLSv1.2'],
};

const S3_ORIGIN: CloudFrontS3Origin = {
  authMethod: 'none',
  customHeaders: {},
  domainName: 'bucket.s3.eu-west-1.amazonaws.com',
  path: '',
};

/** An origin-request event as CloudFront sends it ("Lambda@Edge event structure"). */
export function originRequest(
  domain: string,
  uri: string,
  method = 'GET',
  querystring = '',
  headers: Readonly<Record<string, string>> = {},
): CloudFrontRequestEvent {
  const custom = domain !== MASTER;
  return {
    Records: [
      {
        cf: {
          config: {
            distributionDomainName: domain,
            distributionId: 'EDFDVBD6EXAMPLE',
            eventType: 'origin-request',
            requestId: '4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==',
          },
          request: {
            clientIp: '203.0.113.178',
            method,
            uri,
            querystring,
            headers: {
              host: [{ key: 'Host', value: custom ? 'origin.example.com' : 'bucket.s3.eu-west-1.amazonaws.com' }],
              'user-agent': [{ key: 'User-Agent', value: 'Amazon CloudFront' }],
              'x-forwarded-for': [{ key: 'X-Forwarded-For', value: '203.0.113.178' }],
              ...Object.fromEntries(
                Object.entries(headers).map(([key, value]) => [key.toLowerCase(), [{ key, value }]]),
              ),
            },
            origin: custom ? { custom: CUSTOM_ORIGIN } : { s3: S3_ORIGIN },
          },
        },
      },
    ],
  };
}
