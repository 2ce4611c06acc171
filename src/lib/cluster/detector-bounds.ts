/** What a number may be. */
export interface Bounds {
  min: number;
  max: number;
}

/**
 * Bounds of the detector's settings, in whatever way they are given: by the cluster file, flags or environment variables. The
 * templates have the same.
 */
export const DETECTOR_BOUNDS = {
  durationMultiplier: { min: 1, max: 20 },
  staleTolerance: { min: 0.01, max: 1 },
} as const satisfies Record<string, Bounds>;

/** A key of a dictionary in a structured header (RFC 9651 section 3.1.2): of `CMSD-Static`, for the media quality score. */
export const QUALITY_KEY_PATTERN = /^[a-z*][a-z0-9_.*-]{0,63}$/;
