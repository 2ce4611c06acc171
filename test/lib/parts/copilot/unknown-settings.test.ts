import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { expect, test } from '@jest/globals';
import { unknownSettings } from '../../../../src/lib/parts/copilot/unknown-settings.js';

const behavior = (more: object = {}) => ({ TargetOriginId: 'packager', ...more });

/** What the SDK read. */
const CONFIG = {
  CallerReference: 'once',
  Origins: { Quantity: 2, Items: [{ Id: 'packager', S3OriginConfig: { OriginAccessIdentity: '' } }, { Id: 'spare' }] },
  DefaultCacheBehavior: behavior({ AllowedMethods: { Quantity: 2, Items: ['GET', 'HEAD'] } }),
  CacheBehaviors: { Quantity: 0, Items: [] },
} as unknown as DistributionConfig;

/** The answer, with more elements of the distribution, its second origin and its default behavior. */
function answer({ config = '', origin = '', behavior: more = '', list = '' } = {}): string {
  return `<?xml version="1.0"?>
<DistributionConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><CallerReference>once</CallerReference>
<Origins><Quantity>2</Quantity><Items>
  <Origin><Id>packager</Id><S3OriginConfig><OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig></Origin>
  <Origin><Id>spare</Id>${origin}</Origin></Items></Origins>
<DefaultCacheBehavior><TargetOriginId>packager</TargetOriginId><AllowedMethods><Quantity>2</Quantity>
  <Items><Method>GET</Method><Method>HEAD</Method></Items>${list}</AllowedMethods>${more}</DefaultCacheBehavior>
<CacheBehaviors><Quantity>0</Quantity><Items></Items></CacheBehaviors>${config}</DistributionConfig>`;
}

// aws-sdk-js-v3 issue 4637: OriginAccessControlId, which an older SDK did not know, was lost in an update.
test.each([
  [{}, []],
  [{ config: '<FutureMode>strict</FutureMode>' }, ['FutureMode']],
  [{ config: '<FutureConfig><Enabled>true</Enabled></FutureConfig>' }, ['FutureConfig']],
  [{ origin: '<OriginAccessControlId>E1</OriginAccessControlId>' }, ['Origins.OriginAccessControlId']],
  [{ behavior: '<CopyTo><Items><Sink>a</Sink></Items></CopyTo>' }, ['DefaultCacheBehavior.CopyTo']],
  [{ list: '<Order>strict</Order>' }, ['DefaultCacheBehavior.AllowedMethods.Order']],
])('what the SDK did not read is named: %j', async (more, expected) => {
  await expect(unknownSettings(answer(more), CONFIG)).resolves.toEqual(expected);
  const whole = answer(more).replace(
    /<DistributionConfig.*<\/DistributionConfig>/s,
    '<Distribution><Id>E1</Id>$&</Distribution>',
  );
  await expect(unknownSettings(whole, CONFIG)).resolves.toEqual(expected);
});

test.each([
  '<FutureConfig><Enabled>false</Enabled></FutureConfig>',
  '<FutureList><Quantity>0</Quantity></FutureList>',
  '<FutureId></FutureId>',
  '<FutureId/>',
])('what is off may be left out: %s', async (config) => {
  await expect(unknownSettings(answer({ config }), CONFIG)).resolves.toEqual([]);
});

test('what is no answer of CloudFront names nothing', async () => {
  await expect(unknownSettings('', CONFIG)).resolves.toEqual([]);
  await expect(unknownSettings('<html>sign in</html>', CONFIG)).resolves.toEqual([]);
  await expect(unknownSettings(answer({ config: '<FutureMode>strict</FutureMode>' }), undefined)).resolves.toEqual([]);
});
