/** The text of src/sandbox/resources/resource-types.ts as the installed schemas have it. */
export function resourceTypesSource(): string;
