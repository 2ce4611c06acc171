/** The functions' names: folders of `lambda/`, and of the bundles. */
export const LAMBDAS: readonly string[];

/** Writes `<name>.js` for every Lambda to `outDir`, by default `dist/lambda`. The same sources give the same bytes. */
export function bundleLambdas(outDir?: string): Promise<void>;

/** Bundles code as Lambdas of ours are: paths from the package's root to names without `.js`. */
export function bundle(entryPoints: readonly { in: string; out: string }[], outDir: string): Promise<void>;
