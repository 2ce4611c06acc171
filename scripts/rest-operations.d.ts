/** The text of src/sandbox/api/rest-operations.ts from the installed clients. */
export function restOperationsSource(): Promise<string>;
