import { expect, test } from '@jest/globals';
import { describeClient } from './support/foreign-client.js';
import { judgeExchanges } from './support/judge-exchanges.js';
import type { RecordedExchange } from './support/record-exchanges.js';

const PLACE = { endpoint: 'http://127.0.0.1:1', credentials: { accessKeyId: 'A', secretAccessKey: 's' } };

/** An exchange of DynamoDB's, whose protocol is JSON. */
function item(request: object, answer: object, status = 200): RecordedExchange {
  return {
    ...exchange('dynamodb', JSON.stringify(request), JSON.stringify(answer), status),
    headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' },
    answerHeaders: { 'content-type': 'application/x-amz-json-1.0' },
  };
}

/** An exchange of CloudFormation's, whose protocol is forms and XML. */
function stacks(form: string, answer: string, status = 200): RecordedExchange {
  const type = 'application/x-www-form-urlencoded';
  return { ...exchange('cloudformation', form, answer, status), headers: { 'content-type': type } };
}

/** An exchange of CloudFront's, whose protocol is XML. */
function policies(query: string, answer: string): RecordedExchange {
  return { ...exchange('cloudfront', '', answer, 200), method: 'GET', path: '/2020-05-31/cache-policy', query };
}

function exchange(service: string, request: string, answer: string, status: number): RecordedExchange {
  return {
    service,
    method: 'POST',
    path: '/',
    query: '',
    headers: {},
    requestBody: Buffer.from(request).toString('base64'),
    status,
    answerHeaders: { 'content-type': 'text/xml' },
    answerBody: Buffer.from(answer).toString('base64'),
  };
}

const KEY = { TableName: 'table', Key: { id: { S: '1' } } };
const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const DELETED = `<DeleteStackResponse xmlns="${NAMESPACE}"><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DeleteStackResponse>`;
const ERROR = '<ErrorResponse><Error><Code>Odd</Code><Message>m</Message></Error></ErrorResponse>';
const LIST = '<MaxItems>1</MaxItems><Quantity>1</Quantity><Items></Items>';

describeClient('boto3', () => {
  test('has models that find a damaged request, answer and error', async () => {
    const { deviations } = await judgeExchanges(
      [
        item(KEY, { Item: { id: { S: '1' } } }),
        item({ ...KEY, Table: 'x', ConsistentRead: 1 }, { Item: { id: { S: 1 } } }),
        item({ Key: {} }, { __type: 'com.amazonaws.dynamodb.v20120810#Odd', message: 'm' }, 400),
        stacks('Action=DeleteStack&Version=2010-05-15&StackName=s', DELETED),
        stacks(
          'Action=DeleteStack&StackName=s&RetainResources.member.2=A',
          DELETED.replace('<ResponseMetadata>', '<A>').replace('</ResponseMetadata>', '</A>'),
        ),
        stacks('Action=DeleteStack', ERROR, 400),
        policies('Type=odd&Other=1', `<CachePolicyList>${LIST}<Marker></Marker></CachePolicyList>`),
      ],
      PLACE,
    );
    expect(deviations).toEqual([
      'cloudformation:DeleteStack answer ResponseMetadata.RequestId is required',
      'cloudformation:DeleteStack error Odd is no error of the operation',
      'cloudformation:DeleteStack request .RetainResources numbers of its entries have gaps',
      'cloudformation:DeleteStack request .StackName is required',
      'cloudfront:ListCachePolicies answer .CachePolicyList.Marker no such member',
      'cloudfront:ListCachePolicies answer .CachePolicyList.Quantity is not the number of Items',
      "cloudfront:ListCachePolicies request .Type 'odd' is not of the enum",
      'cloudfront:ListCachePolicies request ?Other no such member',
      'dynamodb:GetItem answer .Item{}.S a number for a string',
      'dynamodb:GetItem error Odd is no error of the operation',
      'dynamodb:GetItem request .ConsistentRead 1 for a boolean',
      'dynamodb:GetItem request .Table no such member',
      'dynamodb:GetItem request .TableName is required',
    ]);
  });
});
