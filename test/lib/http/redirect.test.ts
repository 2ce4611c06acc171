import { expect, test } from '@jest/globals';
import { redirectTarget } from '../../../src/lib/http/redirect.js';

const from = (url: string, location: string, seen: readonly string[] = [url]) =>
  redirectTarget(location, new URL(url), { start: new URL(url), seen: new Set(seen), maxRedirects: 5 }).href;

test('a redirect is relative to where it came from', () => {
  expect(from('https://a.example/x/y', '../z?q#h')).toBe('https://a.example/z?q');
  expect(from('https://a.example/x', '//b.example/')).toBe('https://b.example/');
  expect(from('http://a.example/x', 'https://a.example/x')).toBe('https://a.example/x');
});

test.each([
  [
    'downgrade',
    'https://a.example/?token=1',
    'http://a.example/',
    'https://a.example/?token=…: it is redirected from https to http (http://a.example/)',
  ],
  ['invalid-url', 'https://a.example/', 'file:///etc/passwd', '"file:///etc/passwd" is not an http or https URL'],
  [
    'redirect-loop',
    'https://a.example/',
    '/',
    'https://a.example/: it redirects in a circle (last to https://a.example/)',
  ],
])('%s', (reason, url, location, message) => {
  expect(() => from(url, location)).toThrow(expect.objectContaining({ reason, message }));
});

test('there are five redirects at most', () => {
  const seen = Array.from({ length: 6 }, (_, index) => `https://a.example/${index}`);
  expect(() => from('https://a.example/', '/next', seen)).toThrow(
    'more than 5 redirects (last to https://a.example/next)',
  );
});
