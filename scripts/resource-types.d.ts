/** The text of src/sandbox/resources/resource-types.ts from the installed schemas. */
export function resourceTypesSource(): string;
