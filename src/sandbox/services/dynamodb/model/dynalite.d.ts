/** The part of dynalite 4 that is used: it is CommonJS and has no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** How long tables stay CREATING, DELETING and UPDATING, in ms. */
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  /** An HTTP server over a database of its own, in memory; it need not listen. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
