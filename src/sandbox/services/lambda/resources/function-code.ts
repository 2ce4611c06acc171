import { createHash } from 'node:crypto';
import { textProperty } from '../../../resources/properties.js';
import type { ResourceProperties } from '../../../resources/resource-handler.js';
import { ServiceError } from '../../service-error.js';
import type { FunctionCode } from '../model/function-record.js';

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
  if (inline !== undefined) return describeCode(inline, Buffer.from(inline));
  const bucket = textProperty(properties, 'S3Bucket');
  const key = textProperty(properties, 'S3Key');
  if (!bucket || !key) throw refused('Please provide a source for function code.');
  const archive = await fetchPackage(store, region, bucket, key);
  return describeCode(await handlerModule(archive, handler), archive);
}

async function fetchPackage(store: PackageStore, region: string, bucket: string, key: string): Promise<Buffer> {
  try {
    return (await store.getObject(region, bucket, key)).body;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw refused(`Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`);
  }
}

async function handlerModule(archive: Buffer, handler: string): Promise<string> {
  const { unzipSync, strFromU8 } = await import('fflate');
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(archive);
  } catch (cause) {
    throw refused(
      `Could not unzip uploaded file. Please check your file, then try to upload again. (${String(cause)})`,
    );
  }
  const stem = handler.slice(0, handler.lastIndexOf('.'));
  const file = files[`${stem}.js`] ?? files[`${stem}.cjs`];
  if (!file) throw refused(`The package holds no ${stem}.js (CommonJS), which the handler "${handler}" names.`);
  return strFromU8(file);
}

function describeCode(source: string, archive: Buffer): FunctionCode {
  return { source, sha256: createHash('sha256').update(archive).digest('base64'), size: archive.length };
}

function refused(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message);
}
