import { z } from 'zod';

/** What the board breaks in a sandbox. */
export const FAULTS = ['freeze', 'black', 'hang', 'status', 'lost'] as const;

/** What the page asks a sandbox's board to break. */
export const faultSchema = z.strictObject({
  region: z.string().min(1).max(64),
  how: z.enum(FAULTS).describe('A fault of the region’s stream; lost takes all of the region away.'),
});

export type BoardFault = z.infer<typeof faultSchema>;

/** The faults of the sandbox that the board's cluster stands in. */
export interface BoardFaults {
  add(fault: BoardFault): Promise<unknown>;
  clear(): Promise<unknown>;
}
