#!/usr/bin/env node
import { execute } from '@oclif/core/execute';

// The SDK's notice about the Node.js versions of its next releases is for whoever builds cvs, not for operators.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

await execute({ dir: import.meta.url });
