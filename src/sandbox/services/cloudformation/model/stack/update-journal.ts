import type { ResourceRecord, Stack, StackInput, StackOutput } from './stack.js';

/** What an update did to a resource. */
export type Touch = 'created' | 'modified' | 'replaced';

/** How a stack stood before an update, and what the update has touched: enough to restore it. */
export interface UpdateJournal {
  readonly input: StackInput;
  readonly outputs: readonly StackOutput[];
  readonly imports: ReadonlySet<string>;
  readonly before: ReadonlyMap<string, ResourceRecord>;
  readonly touched: Map<string, Touch>;
  /** Resources that the update made; set when it is rolled back, and deleted at the end of that. */
  made?: readonly ResourceRecord[];
}

export function openJournal(stack: Stack & { input: StackInput }): UpdateJournal {
  return {
    input: stack.input,
    outputs: stack.outputs,
    imports: stack.imports,
    before: new Map([...stack.resources].map(([id, record]) => [id, { ...record }])),
    touched: new Map(),
  };
}
