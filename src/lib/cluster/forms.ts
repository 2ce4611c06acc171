import { z } from 'zod';
import { partitionProblem } from '../aws/partition.js';

/** A string of this form; `problem` says what another one must be. */
export const text = (form: RegExp, problem: string) => z.string().regex(form, problem);

/** A region or an ARN of this form, of the standard partition. */
export const place = (form: RegExp, problem: string) =>
  z.string().regex(form, { error: ({ input }) => partitionProblem(String(input)) ?? problem });
