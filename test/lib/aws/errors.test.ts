import { describe, expect, test } from '@jest/globals';
import { translateAwsError } from '../../../src/lib/aws/errors.js';
import { CvsError } from '../../../src/lib/errors.js';

const call = { action: 'cloudformation:CreateChangeSet', region: 'eu-west-1' };

function serviceError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400, requestId: 'secret-looking' } });
}

describe('translateAwsError', () => {
  test.each([
    ['CredentialsProviderError', 'NO_CREDENTIALS'],
    ['ExpiredToken', 'CREDENTIALS_EXPIRED'],
    ['ExpiredTokenException', 'CREDENTIALS_EXPIRED'],
    ['InvalidClientTokenId', 'CREDENTIALS_INVALID'],
    ['UnrecognizedClientException', 'CREDENTIALS_INVALID'],
    ['AccessDenied', 'ACCESS_DENIED'],
    ['AccessDeniedException', 'ACCESS_DENIED'],
    ['Throttling', 'THROTTLED'],
    ['TimeoutError', 'AWS_UNREACHABLE'],
    ['AbortError', 'INTERRUPTED'],
    ['ValidationError', 'AWS_ERROR'],
  ])('%s becomes %s and names the action and the region', (name, code) => {
    const translated = translateAwsError(serviceError(name, 'the reason'), call);
    expect(translated).toBeInstanceOf(CvsError);
    expect(translated.code).toBe(code);
    expect(translated.message).toContain('cloudformation:CreateChangeSet in eu-west-1');
  });

  test('a refused connection is known by the code of the socket, even where it is nested', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });
    const both = Object.assign(new Error(''), { name: 'AggregateError', errors: [refused] });
    expect(translateAwsError(refused, call).code).toBe('AWS_UNREACHABLE');
    expect(translateAwsError(both, call).suggestions.join()).toContain('AWS_ENDPOINT_URL');
  });

  test('where nothing can be reached, a proxy may be what is missing', () => {
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND cloudformation.eu-west-1.amazonaws.com'), {
      code: 'ENOTFOUND',
    });
    expect(translateAwsError(unknown, call).suggestions.join()).toContain('set HTTPS_PROXY=http://HOST:PORT');
  });

  test.each(['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'TLS that the network inspects (%s): the error says how to trust its authority',
    (code) => {
      const error = Object.assign(new Error('self-signed certificate in certificate chain'), { code });
      expect(translateAwsError(error, call)).toMatchObject({
        code: 'TLS_NOT_TRUSTED',
        message: expect.stringContaining('cloudformation:CreateChangeSet in eu-west-1 is not trusted'),
        suggestions: [expect.stringContaining('NODE_EXTRA_CA_CERTS')],
      });
    },
  );

  test('an unknown error keeps the service’s code and message', () => {
    expect(translateAwsError(serviceError('ValidationError', 'Template error: x'), call).message).toBe(
      'cloudformation:CreateChangeSet in eu-west-1 failed: ValidationError: Template error: x',
    );
  });

  test('a programming error is not translated', () => {
    expect(() => translateAwsError(new TypeError('x is not a function'), call)).toThrow(TypeError);
  });

  test('our own errors pass through', () => {
    const own = new CvsError({ code: 'STACK_BUSY', message: 'busy' });
    expect(translateAwsError(own, call)).toBe(own);
  });

  test('nothing of the SDK’s response shows in JSON', () => {
    const translated = translateAwsError(serviceError('AccessDenied', 'no'), call);
    expect(JSON.stringify({ ...translated })).not.toContain('secret-looking');
  });
});

test('advice for a refusal names the permission that the message names', () => {
  const message =
    'User: arn:aws:sts::123456789012:assumed-role/viewer/ada is not authorized to perform: dynamodb:UpdateItem on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/final because no identity-based policy allows the dynamodb:UpdateItem action';
  const error = Object.assign(new Error(message), { name: 'AccessDeniedException' });
  // TransactWriteItems is an operation; IAM knows only what its parts do.
  const { suggestions } = translateAwsError(error, { action: 'dynamodb:TransactWriteItems' });
  expect(suggestions[0]).toBe(
    'Ask for permission for dynamodb:UpdateItem, or use a profile that has it (AWS_PROFILE).',
  );
});
