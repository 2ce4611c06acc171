import { expect, test } from '@jest/globals';
import { XmlCodec } from '../../../../../src/sandbox/services/cloudfront/wire/xml-codec.js';

test('converts the typed fields, and leaves text that looks like a number or a boolean as it is', () => {
  const xml =
    '<DistributionConfig xmlns="x"><Comment>2026</Comment><Enabled>true</Enabled>' +
    '<Aliases><Quantity>0</Quantity><Items/></Aliases>' +
    '<CustomErrorResponses><Quantity>1</Quantity><Items><CustomErrorResponse>' +
    '<ErrorCode>404</ErrorCode><ResponseCode>200</ResponseCode><ErrorCachingMinTTL></ErrorCachingMinTTL>' +
    '</CustomErrorResponse></Items></CustomErrorResponses></DistributionConfig>';
  expect(new XmlCodec().decode(Buffer.from(xml))).toEqual({
    Comment: '2026',
    Enabled: true,
    Aliases: { Quantity: 0, Items: [] },
    CustomErrorResponses: {
      Quantity: 1,
      Items: [{ ErrorCode: 404, ResponseCode: '200', ErrorCachingMinTTL: undefined }],
    },
  });
});

test('unknown lists and fields come back unchanged', () => {
  const codec = new XmlCodec();
  const content =
    '<Comment>a &amp; b</Comment><Novelties><Quantity>2</Quantity><Items><Novelty><Name>x</Name></Novelty>' +
    '<Novelty><Name>y</Name></Novelty></Items></Novelties>';
  const decoded = codec.decode(Buffer.from(`<DistributionConfig>\n${content}\n</DistributionConfig>`));
  expect(decoded.Novelties).toEqual({ Quantity: 2, Items: [{ Name: 'x' }, { Name: 'y' }] });
  expect(codec.encode('DistributionConfig', decoded)).toContain(`2020-05-31/">${content}</DistributionConfig>`);
});
