/** What a drill is held to. */
export interface Objectives {
  /** Longest stall of any viewer, in ms. */
  maxStallMs: number;
  /** Error responses that a viewer who follows steering may see while a drained distribution closes. */
  maxErrors: number;
  /**
   * How long a viewer may take to leave, in ms: from the write of the drain, or, without a drain and for viewers who know
   * no steering, from when the 404 was seen.
   */
  maxSwitchMs: number;
}

export const OBJECTIVES: Objectives = { maxStallMs: 1000, maxErrors: 0, maxSwitchMs: 10_000 };
