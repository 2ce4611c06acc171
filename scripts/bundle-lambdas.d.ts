/** The functions' names: folders of `lambda/`, and of the bundles. */
export const LAMBDAS: readonly string[];

/** Writes `<name>.js` for every Lambda to `outDir`, by default `dist/lambda`. The same sources give the same bytes. */
export function bundleLambdas(outDir?: string): Promise<void>;
