import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { textProperty } from '../../../resources/properties.js';
import type { ResourceProperties } from '../../../resources/resource-handler.js';
import { ServiceError } from '../../service-error.js';
import type { FunctionCode, FunctionFiles } from '../model/function-record.js';

/** "Lambda quotas", AWS Lambda Developer Guide: 250 MB unzipped. */
const MOST_UNZIPPED_BYTES = 262_144_000;

/** The part of S3 that Lambda reads packages from. Rejects with S3's own errors. */
export interface PackageStore {
  getObject(region: string, bucket: string, key: string): Promise<{ body: Buffer }>;
}

/**
 * Reads a function's `Code`: a zip in a bucket of the function's own region, or the source itself as `ZipFile`,
 * which becomes `index.js`.
 *
 * @throws ServiceError in Lambda's wording when the package cannot be read or holds no such handler
 */
export async function readCode(
  properties: ResourceProperties,
  handler: string,
  region: string,
  store: PackageStore,
): Promise<FunctionCode> {
  const inline = textProperty(properties, 'ZipFile');
  if (inline !== undefined) return describeCode({ 'index.js': Buffer.from(inline) }, Buffer.from(inline));
  const bucket = textProperty(properties, 'S3Bucket');
  const key = textProperty(properties, 'S3Key');
  if (!bucket || !key) throw refused('Please provide a source for function code.');
  const archive = await fetchPackage(store, region, bucket, key);
  return describeCode(await unzip(archive, handler), archive);
}

async function fetchPackage(store: PackageStore, region: string, bucket: string, key: string): Promise<Buffer> {
  try {
    return (await store.getObject(region, bucket, key)).body;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw refused(`Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`);
  }
}

async function unzip(archive: Buffer, handler: string): Promise<FunctionFiles> {
  const { unzipSync } = await import('fflate');
  let files: Record<string, Uint8Array>;
  let size = 0;
  try {
    files = unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        size += originalSize;
        if (size > MOST_UNZIPPED_BYTES) throw tooLarge();
        if (!isInside(name)) throw new Error(`The path ${JSON.stringify(name)} leads out of the package.`);
        return !name.endsWith('/');
      },
    });
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw refused(
      `Could not unzip uploaded file. Please check your file, then try to upload again. (${String(cause)})`,
    );
  }
  const stem = handler.slice(0, handler.lastIndexOf('.'));
  if (!['.js', '.mjs', '.cjs'].some((ending) => files[stem + ending])) {
    throw refused(`The package holds no ${stem}.js, .mjs or .cjs, which the handler "${handler}" names.`);
  }
  return files;
}

function isInside(name: string): boolean {
  return !isAbsolute(name) && !/[\\\0]/.test(name) && !name.split('/').includes('..');
}

function describeCode(files: FunctionFiles, archive: Buffer): FunctionCode {
  return { files, sha256: createHash('sha256').update(archive).digest('base64'), size: archive.length };
}

function tooLarge(): ServiceError {
  return refused(`Unzipped size must be smaller than ${MOST_UNZIPPED_BYTES} bytes`);
}

function refused(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message);
}
