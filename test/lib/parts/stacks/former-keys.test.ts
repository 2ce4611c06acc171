import { expect, test } from '@jest/globals';
import { formerKeys } from '../../../../src/lib/parts/stacks/former-keys.js';
import { copilotParameters } from '../../../../src/lib/parts/stacks/stack-parameters.js';
import { springFinal } from '../../../support/spring-final.js';

const [first, second] = springFinal.regions.map(({ distributionDomain }) => distributionDomain) as [string, string];

/** The cluster with another distribution in its first region. */
const moved = (domain: string) => ({
  ...springFinal,
  regions: springFinal.regions.map((member, index) =>
    index === 0 ? { ...member, distributionDomain: `${domain}.cloudfront.net` } : member,
  ),
});

const deployed = (cluster = springFinal, before: Record<string, string> = {}) =>
  copilotParameters(cluster, { RerouteMap: 'none#null' }, before) as Record<string, string>;

/** What a version that was deployed for these domains asks for in one call. */
const readBy = (...domains: string[]) =>
  domains.flatMap((domain) => [domain, `health#${domain}`, `health#${domain}#eu-west-1`, `health#${domain}#eu-west-2`]);

test('a first deployment, and one for the same distributions, adds none', () => {
  expect(formerKeys(springFinal, {})).toEqual([]);
  expect(formerKeys(springFinal, deployed())).toEqual([]);
});

// ForAllValues: a call is allowed when all of its keys are in one statement's list.
test('after a change the role has all that the version before asks for in one call, also of the unchanged distribution', () => {
  expect(formerKeys(moved('d9'), deployed())).toEqual(readBy(first, second));
});

test('they stay with the next deployment, which then changes nothing', () => {
  const once = deployed(moved('d9'), deployed());
  expect(deployed(moved('d9'), once)).toEqual(once);
});

test('several changes before the edges have followed are all remembered, but not without end', () => {
  let last = deployed();
  for (const domain of ['d7', 'd8', 'd9']) last = deployed(moved(domain), last);
  const keys = last.FormerKeys?.split(',') ?? [];
  for (const domain of [first, 'd7.cloudfront.net', 'd8.cloudfront.net']) {
    expect(keys).toEqual(expect.arrayContaining(readBy(domain, second)));
  }
  for (let change = 0; change < 20; change += 1) last = deployed(moved(`x${change}`), last);
  expect(last.FormerKeys?.split(',').length).toBe(24);
  expect(last.FormerKeys?.length).toBeLessThan(4096);
});
