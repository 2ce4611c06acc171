import type { ResourceRecord, StackInput, StackOutput } from './records.js';

/** What an update did to a resource. */
export type Touch = 'created' | 'modified' | 'replaced';

/** A stack as it was before an update, and what the update has changed: enough to restore it. */
export interface UpdateJournal {
  readonly input: StackInput;
  readonly outputs: readonly StackOutput[];
  readonly imports: ReadonlySet<string>;
  readonly before: ReadonlyMap<string, ResourceRecord>;
  readonly touched: Map<string, Touch>;
  /** Resources that the update made; set when it is rolled back, and deleted at the end of that. */
  made?: readonly ResourceRecord[];
}

/** The journal of an update that is about to begin. */
export function openJournal(
  stack: Pick<UpdateJournal, 'input' | 'outputs' | 'imports'> & { resources: ReadonlyMap<string, ResourceRecord> },
): UpdateJournal {
  return {
    input: stack.input,
    outputs: stack.outputs,
    imports: stack.imports,
    before: new Map([...stack.resources].map(([id, record]) => [id, { ...record }])),
    touched: new Map(),
  };
}
