import { messageOf } from '../../../../lib/errors.js';
import { unsupportedMember } from '../../../api/operations.js';
import type { Engine } from '../model/engine/engine.js';
import { validationError } from '../model/errors.js';
import type { StackInput } from '../model/stack/records.js';
import { checkCapabilities } from '../model/template/capabilities.js';
import { type ParameterInput, resolveParameters } from '../model/template/parameters.js';
import { readTemplate } from '../model/template/read-template.js';
import type { Template } from '../model/template/template.js';

/** Limits in bytes. Source: CloudFormation User Guide, "Understand CloudFormation quotas". */
const BODY_LIMIT = 51_200;
const URL_LIMIT = 1_048_576;

/** Members that several requests share, as the query protocol brings them: an empty list is an empty string. */
export interface StackRequest {
  StackName?: string;
  TemplateBody?: string;
  TemplateURL?: string;
  UsePreviousTemplate?: string;
  Parameters?: ParameterInput[] | '';
  Capabilities?: string[] | '';
  Tags?: { Key: string; Value?: string }[] | '';
  NotificationARNs?: string[] | '';
  ClientRequestToken?: string;
  DisableRollback?: string;
  RoleARN?: string;
  DeploymentConfig?: { Mode?: string; DisableRollback?: string } | '';
}

export type ReadTemplateUrl = (url: string) => Promise<string>;

/** The template that a request names, as text and parsed. */
export async function requestedTemplate(
  request: StackRequest,
  engine: Engine,
  readUrl: ReadTemplateUrl,
  previous?: StackInput,
): Promise<{ text: string; template: Template }> {
  const sources = [request.TemplateBody, request.TemplateURL].filter((one) => one !== undefined);
  if (request.UsePreviousTemplate === 'true') {
    if (sources.length) throw validationError('UsePreviousTemplate cannot be used with TemplateBody or TemplateURL.');
    if (!previous) throw validationError('Cannot use the previous template of a stack that has none.');
    return { text: previous.templateText, template: previous.template };
  }
  if (sources.length !== 1) throw validationError('Either Template URL or Template Body must be specified.');
  const text = request.TemplateBody ?? (await fetchTemplate(request.TemplateURL as string, readUrl));
  if (request.TemplateBody !== undefined && Buffer.byteLength(text) > BODY_LIMIT) {
    throw validationError(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${BODY_LIMIT}`,
    );
  }
  if (Buffer.byteLength(text) > URL_LIMIT) {
    throw validationError(`Template may not exceed ${URL_LIMIT} bytes in size.`);
  }
  return { text, template: readTemplate(text, engine.supports) };
}

async function fetchTemplate(url: string, readUrl: ReadTemplateUrl): Promise<string> {
  try {
    return await readUrl(url);
  } catch (error) {
    throw validationError(`S3 error: ${messageOf(error)}`);
  }
}

/** The stack's input from a request, checked; what the request leaves out is taken from `previous`. */
export async function requestedInput(
  request: StackRequest,
  engine: Engine,
  readUrl: ReadTemplateUrl,
  previous?: StackInput,
): Promise<StackInput> {
  const { text, template } = await requestedTemplate(request, engine, readUrl, previous);
  const capabilities = list(request.Capabilities);
  const parameters = resolveParameters(template.parameters, list(request.Parameters), previous?.parameters);
  checkCapabilities(template, capabilities);
  checkEnum('capabilities', CAPABILITIES, ...capabilities);
  checkTags(list(request.Tags));
  const tags = request.Tags === undefined ? undefined : list(request.Tags).map((tag) => [tag.Key, tag.Value ?? '']);
  return {
    templateText: text,
    template,
    parameters,
    tags: tags ? (Object.fromEntries(tags) as Record<string, string>) : (previous?.tags ?? {}),
    capabilities,
    notificationArns: request.NotificationARNs ? request.NotificationARNs : (previous?.notificationArns ?? []),
  };
}

/** "CreateStack", CloudFormation API Reference: Capabilities, OnFailure. */
const CAPABILITIES = ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND', 'CAPABILITY_IAM'];

/** @throws ServiceError ValidationError for a value that is none of those that a member may have */
export function checkEnum(member: string, known: readonly string[], ...values: readonly (string | undefined)[]): void {
  const other = values.find((value) => value !== undefined && !known.includes(value));
  if (other === undefined) return;
  throw validationError(
    `1 validation error detected: Value '${other}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${known.join(', ')}]`,
  );
}

/** "Tag", CloudFormation API Reference: at most fifty, and none of AWS's own. */
function checkTags(tags: readonly { Key: string }[]): void {
  if (tags.length > 50) {
    throw validationError(
      "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
    );
  }
  if (tags.some(({ Key }) => /^aws:/i.test(Key))) {
    throw validationError('aws: prefixed tag key names are not allowed for external use.');
  }
}

/**
 * Whether a failed operation is not to be rolled back ("DeploymentConfig", CloudFormation API Reference).
 *
 * @throws ServiceError for express mode, which the sandbox does not have
 */
export function rollbackDisabled(request: StackRequest, operation: string): boolean {
  const { Mode = 'STANDARD', DisableRollback } = request.DeploymentConfig || {};
  if (Mode !== 'STANDARD') {
    throw unsupportedMember(`cloudformation:${operation}`, `DeploymentConfig with the mode ${Mode}`);
  }
  return request.DisableRollback === 'true' || DisableRollback === 'true';
}

export function list<Item>(value: Item[] | '' | undefined): Item[] {
  return value ? value : [];
}

/** @throws ServiceError `ValidationError` when the request has no valid name for a new stack. */
export function newStackName(request: StackRequest): string {
  const name = required(request.StackName, 'stackName');
  if (!/^[A-Za-z][-A-Za-z0-9]{0,127}$/.test(name)) {
    throw validationError(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  return name;
}

/** @throws ServiceError `ValidationError` when a required member is missing. */
export function required(value: string | undefined, member: string): string {
  if (value) return value;
  throw validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}
