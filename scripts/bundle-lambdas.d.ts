/** Names of the functions: of their folders in `lambda/`, and of their bundles. */
export const LAMBDAS: readonly string[];

/**
 * Writes `<name>.js` for every Lambda to `outDir`, by default `dist/lambda`. The same sources give the same bytes. They
 * are those of this checkout, unless another one is given.
 */
export function bundleLambdas(outDir?: string, checkout?: string): Promise<void>;

/** Bundles code like our Lambda functions: from paths relative to the package's root, to names without `.js`. */
export function bundle(entryPoints: readonly { in: string; out: string }[], outDir: string): Promise<void>;
