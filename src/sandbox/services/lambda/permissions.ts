import type { Need } from '../../api/need.js';
import { router } from '../../api/rest-routes.js';
import type { ControlRequest } from '../../api/service.js';

const FUNCTIONS = '/2015-03-31/functions';

/** By route: the action; its resource is the function that the path names, if it names one. */
const ACTIONS: Readonly<Record<string, string>> = {
  'GET /2016-08-19/account-settings': 'GetAccountSettings',
  [`GET ${FUNCTIONS}`]: 'ListFunctions',
  [`GET ${FUNCTIONS}/:name`]: 'GetFunction',
  [`GET ${FUNCTIONS}/:name/configuration`]: 'GetFunctionConfiguration',
  [`GET ${FUNCTIONS}/:name/versions`]: 'ListVersionsByFunction',
  [`POST ${FUNCTIONS}/:name/versions`]: 'PublishVersion',
  [`GET ${FUNCTIONS}/:name/policy`]: 'GetPolicy',
  [`DELETE ${FUNCTIONS}/:name`]: 'DeleteFunction',
  [`POST ${FUNCTIONS}/:name/invocations`]: 'InvokeFunction',
};

/** What Lambda's operations need ("Actions, resources, and condition keys for AWS Lambda", Service Authorization Reference). */
export function lambdaNeeds(accountId: string): (request: ControlRequest) => readonly Need[] {
  const find = router(ACTIONS);
  return (request) => {
    const found = find(request);
    if (!found) return [];
    const { name } = found.params;
    return [{ action: `lambda:${found.operation}`, resource: name ? arnOf(name, request, accountId) : '*' }];
  };
}

function arnOf(given: string, { region, query }: ControlRequest, accountId: string): string {
  const name = given.startsWith('arn:') ? given.split(':').slice(6).join(':') : given;
  const qualifier = query.get('Qualifier');
  return `arn:aws:lambda:${region}:${accountId}:function:${name}${qualifier ? `:${qualifier}` : ''}`;
}
