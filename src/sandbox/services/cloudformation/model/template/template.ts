/** A template after its structure is checked; values still hold intrinsic functions. */
export interface Template {
  description?: string;
  metadata?: Record<string, unknown>;
  parameters: Readonly<Record<string, ParameterDefinition>>;
  mappings: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
  conditions: Readonly<Record<string, unknown>>;
  resources: Readonly<Record<string, ResourceDefinition>>;
  outputs: Readonly<Record<string, OutputDefinition>>;
}

/** Source: CloudFormation User Guide, "CloudFormation template Parameters syntax". */
export interface ParameterDefinition {
  type: string;
  default?: string;
  description?: string;
  allowedValues?: readonly string[];
  allowedPattern?: string;
  constraintDescription?: string;
  minLength?: number;
  maxLength?: number;
  minValue?: number;
  maxValue?: number;
  noEcho: boolean;
}

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

export interface ResourceDefinition {
  type: string;
  properties: Readonly<Record<string, unknown>>;
  dependsOn: readonly string[];
  condition?: string;
  deletionPolicy: DeletionPolicy;
  updateReplacePolicy: DeletionPolicy;
  metadata?: unknown;
}

export interface OutputDefinition {
  value: unknown;
  description?: string;
  exportName?: unknown;
  condition?: string;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
