import { ANSWER_BOUND_MS, KNOWLEDGE_AGE_MS, SETTLE_MS } from '../../../src/lib/serving/times.js';

/** The rules of the protocol that the model can weaken, to see that each of them is needed. */
export interface Rules {
  /** How long a close must have been in a replica before it begins, in ms. */
  settleMs: number;
  /** What a stamp allows for the time that its write takes, in ms. */
  answerBoundMs: number;
  /** A copilot lets nothing begin that had not begun this many ms after it read the table. */
  knowledgeAgeMs: number;
  /** A close is in force at once only where a reading after it was taken everywhere says that another one is wanted. */
  secondRead: boolean;
  /** Stamps are taken by the replicas' clock. */
  replicaClock: boolean;
  /** A change is written into another replica on the condition that another distribution is wanted there. */
  conditionalSpread: boolean;
  /** An opening counts for the close of another distribution only when every player knows of it. */
  openFrom: boolean;
}

export const RULES: Rules = {
  settleMs: SETTLE_MS,
  answerBoundMs: ANSWER_BOUND_MS,
  knowledgeAgeMs: KNOWLEDGE_AGE_MS,
  secondRead: true,
  replicaClock: true,
  conditionalSpread: true,
  openFrom: true,
};
