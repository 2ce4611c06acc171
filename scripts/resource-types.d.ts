/** The text of src/lib/sandbox/resource-types/resource-types.ts as the installed schemas have it. */
export function resourceTypesSource(): string;
