#!/usr/bin/env node
import { homedir, userInfo } from 'node:os';

// The SDK's notice about the Node.js versions of its next releases is for whoever builds cvs, not for operators.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

try {
  userInfo();
  homedir();
} catch {
  // In many containers the user has no passwd entry. oclif asks it for the home directory and the shell while it is loaded.
  process.env.HOME ||= '/nonexistent';
  process.env.SHELL ??= '';
}

const { execute } = await import('@oclif/core/execute');
await execute({ dir: import.meta.url });
