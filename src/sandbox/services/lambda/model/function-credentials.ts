import type { SandboxEnvironment } from '../../../environment.js';

/** Temporary credentials of a function's role. */
export interface FunctionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** Makes the credentials that an execution environment gets: the only place where a function's credentials are made. */
export function issueFunctionCredentials(env: SandboxEnvironment): FunctionCredentials {
  return { accessKeyId: `ASIA${env.id(16)}`, secretAccessKey: env.id(40), sessionToken: env.id(64) };
}
