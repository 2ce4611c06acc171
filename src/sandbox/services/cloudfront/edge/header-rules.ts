import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { TriggerType } from './messages.js';

/**
 * Headers that functions do not see and may not add (CloudFront Developer Guide, "Restrictions on all edge
 * functions", "Disallowed headers").
 */
const DISALLOWED = new RegExp(
  `^(${[
    'connection|expect|keep-alive|proxy-(authenticate|authorization|connection)|trailer|upgrade',
    'x-accel-(buffering|charset|limit-rate|redirect)|x-amz-cf-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip',
    'x-amzn-(auth|cf-billing|cf-id|cf-xff|errortype|fle-profile|header-count|header-order)',
    'x-amzn-(lambda-integration-tag|requestid)',
  ].join('|')})$`,
);

/** Headers that functions may read only (the same page, "Read-only headers"). */
const READ_ONLY: Readonly<Record<TriggerType, readonly string[]>> = {
  'viewer-request': ['content-length', 'host', 'transfer-encoding', 'via'],
  'origin-request': [
    'accept-encoding',
    'content-length',
    'if-modified-since',
    'if-none-match',
    'if-range',
    'if-unmodified-since',
    'transfer-encoding',
    'via',
  ],
  'origin-response': ['transfer-encoding', 'via'],
  'viewer-response': ['warning', 'via'],
};

/** What a function that answers by itself may not set: CloudFront does. */
const SET_BY_CLOUDFRONT = ['content-length', 'transfer-encoding', 'via'];

/** Headers that cannot be custom headers of an origin ("Add custom headers to origin requests"). */
const NO_CUSTOM_HEADER = new RegExp(
  `^(${[
    'cache-control|connection|content-length|cookie|host|max-forwards|pragma|proxy-(authorization|connection)|range',
    'if-(match|modified-since|none-match|range|unmodified-since)|request-range|te|trailer|transfer-encoding|upgrade',
    'via|x-amz-.*|x-edge-.*|x-real-ip',
  ].join('|')})$`,
);

export function isDisallowed(name: string): boolean {
  return DISALLOWED.test(name);
}

/** Whether a function of this event may add, change or delete the header. */
export function mayChange(name: string, type: TriggerType): boolean {
  return !isDisallowed(name) && !READ_ONLY[type].includes(name);
}

/** Whether a function may send the header in a response that it makes by itself. */
export function mayGenerate(name: string): boolean {
  return !isDisallowed(name) && !SET_BY_CLOUDFRONT.includes(name);
}

export function canBeCustomHeader(name: string): boolean {
  return !NO_CUSTOM_HEADER.test(name) && !isDisallowed(name);
}

/** Whether a name and a value are what a header can have (RFC 9110 section 5). */
export function isHeader(name: string, value: unknown): value is string {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value as string);
    return typeof value === 'string';
  } catch {
    return false;
  }
}
