import type { Operations } from '../../api/operations.js';

/** What the sandbox has of AWS Lambda. */
export const LAMBDA_OPERATIONS: Operations = {
  GetAccountSettings: [],
  ListFunctions: ['MaxItems', 'Marker'],
  GetFunction: ['FunctionName', 'Qualifier'],
  GetFunctionConfiguration: ['FunctionName', 'Qualifier'],
  ListVersionsByFunction: ['FunctionName', 'MaxItems', 'Marker'],
  PublishVersion: ['FunctionName', 'CodeSha256', 'Description'],
  GetPolicy: ['FunctionName'],
  DeleteFunction: ['FunctionName', 'Qualifier'],
  Invoke: ['FunctionName', 'InvocationType', 'LogType', 'Payload', 'Qualifier'],
};
