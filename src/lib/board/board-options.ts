import type { BoardFaults } from './faults.js';
import type { PageFiles } from './page-files.js';
import type { BoardContext, OrderResult } from './run-order.js';

export interface BoardOptions extends BoardContext {
  /** 0 for any free port. */
  port: number;
  /** Whether the page may change where viewers go. */
  allowChanges: boolean;
  /** Version of cvs. */
  version: string;
  /** The page, its script, its style and the player. */
  files: PageFiles;
  /** The result of a change in words, as the command prints it. */
  words: (result: OrderResult) => readonly string[];
  /** Of a sandbox: breaks streams and regions, so that people see what the cluster does. Absent on AWS. */
  faults?: BoardFaults;
  /** Makes a text that nobody can guess. */
  secret: () => string;
}
