/** The text of src/sandbox/resources/resource-types.ts from the installed schemas. */
export function resourceTypesSource(): string;

/** The text of src/sandbox/services/cloudformation/model/template/aws-types.ts from the installed schemas. */
export function awsTypesSource(): string;
