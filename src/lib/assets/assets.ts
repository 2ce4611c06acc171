import type { Cluster } from '../cluster/cluster.js';

/** The four stacks' templates. */
export const TEMPLATE_NAMES = [
  'stale-playlist-detector',
  'copilot',
  'clustered-video-stream-instance',
  'clustered-video-stream',
] as const;

export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** The Lambda functions whose code is in the asset bucket. The copilot's code is in its template. */
export const PACKAGE_NAMES = ['stale-playlist-detector', 'playlist-alert-handler'] as const;

export type PackageName = (typeof PACKAGE_NAMES)[number];

/** Where assets are kept: bucket `<bucketBaseName>-<region>`, keys `<project>/<version>/…`. */
export type AssetSettings = Cluster['assets'];

/** What assets are built from. */
export interface AssetSources {
  /** Templates with their placeholders. */
  templates: Readonly<Record<TemplateName, string>>;
  /** Minified code of the functions, CommonJS. */
  code: Readonly<Record<PackageName | 'copilot', string>>;
}

/** A template, complete, so that it can also be deployed in the console; or the zip of a Lambda package. */
export interface BuiltAsset {
  /** Object key in every asset bucket; that of a package carries the zip's hash. */
  key: string;
  body: string | Uint8Array;
  /** Of the body, in hex. */
  sha256: string;
}

export interface BuiltTemplate extends BuiltAsset {
  body: string;
}

export interface BuiltPackage extends BuiltAsset {
  name: PackageName;
  body: Uint8Array;
}

export interface BuiltAssets {
  settings: AssetSettings;
  templates: Readonly<Record<TemplateName, BuiltTemplate>>;
  packages: readonly BuiltPackage[];
}

/** The asset bucket of a region. */
export function assetBucket(settings: Pick<AssetSettings, 'bucketBaseName'>, region: string): string {
  return `${settings.bucketBaseName}-${region}`;
}
