import { strToU8, zipSync } from 'fflate';

/** The earliest time that a zip can name, so that the same code gives the same bytes whenever it is packed. */
const ALWAYS = new Date(1980, 0, 1);
const UNIX = 3;
/** A regular file that all may read: Lambda refuses code that it may not read. */
const FILE_MODE = (0o100644 << 16) >>> 0;

/** A Lambda package with one file, `index.js`. The same code gives the same bytes. */
export function packageZip(code: string): Uint8Array {
  return zipSync({ 'index.js': [strToU8(code), { mtime: ALWAYS, os: UNIX, attrs: FILE_MODE, level: 9 }] });
}
