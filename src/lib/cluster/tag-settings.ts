import { z } from 'zod';
import { tagProblem } from './tag-rule.js';

/** A resource has at most 50 tags (AWS General Reference, "Tagging"); two are cvs's own, and templates add up to four. */
const MOST_TAGS = 44;

/** `tags` of the cluster file. */
export const tagSettings = z
  .record(z.string(), z.string())
  .default({})
  .superRefine((tags, context) => {
    for (const [key, value] of Object.entries(tags)) {
      const problem = tagProblem(key, value);
      if (problem) context.addIssue({ code: 'custom', path: [key], message: `cannot be a tag: ${problem}` });
    }
    if (Object.keys(tags).length > MOST_TAGS) {
      context.addIssue({ code: 'custom', message: `must be at most ${MOST_TAGS}` });
    }
  });
