/** The text of src/sandbox/resource-types/resource-types.ts as the installed schemas have it. */
export function resourceTypesSource(): string;
