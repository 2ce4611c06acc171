/** How bad a finding is: `error` keeps players from moving, `warning` may, `note` is for those who want to know. */
export type Severity = 'error' | 'warning' | 'note';

export interface Rule {
  severity: Severity;
  /** The players it hurts; `all` where no player can do right. */
  hurts: readonly string[];
  /** Where the rule is from: `measured` with the players of the repository's tests, else the document. */
  source: string;
}

const ALL = ['all'];
const BROWSERS = ['hls.js', 'Shaka', 'video.js'];
const LOW_LATENCY = ['AVPlayer', 'hls.js'];
const MEASURED = 'measured';

function rfc(section: string): string {
  return `RFC 8216bis section ${section}`;
}

/** Every rule that a merged master playlist is checked by, by its id. */
export const RULES = {
  'one-pathway': { severity: 'error', hurts: ALL, source: rfc('7') },
  'relative-uri': { severity: 'error', hurts: ALL, source: rfc('4.1') },
  'pathway-missing': { severity: 'error', hurts: ALL, source: rfc('4.4.6.2') },
  'pathway-unknown': { severity: 'error', hurts: ALL, source: rfc('4.4.6.6') },
  'steering-twice': { severity: 'error', hurts: ALL, source: rfc('4.4.6.6') },
  'steering-uri': { severity: 'error', hurts: ALL, source: rfc('4.4.6.6') },
  'steering-on-region-host': { severity: 'warning', hurts: ALL, source: rfc('7') },
  'start-elsewhere': { severity: 'warning', hurts: ['Shaka', 'video.js'], source: MEASURED },
  unchecked: { severity: 'note', hurts: [], source: 'limits of this check' },
  'no-steering': { severity: 'note', hurts: ['hls.js', 'Shaka'], source: MEASURED },
  'copies-differ': { severity: 'error', hurts: BROWSERS, source: MEASURED },
  'copies-apart': { severity: 'warning', hurts: ['hls.js', 'AVPlayer'], source: MEASURED },
  'rung-twice': { severity: 'warning', hurts: ['ExoPlayer'], source: 'Media3 1.11, source of HlsRedundantGroup' },
  'copies-order': { severity: 'warning', hurts: BROWSERS, source: MEASURED },
  'group-shared': { severity: 'error', hurts: ['hls.js'], source: MEASURED },
  'group-elsewhere': { severity: 'error', hurts: ALL, source: MEASURED },
  'group-missing': { severity: 'error', hurts: ALL, source: rfc('4.4.6.2') },
  'renditions-differ': { severity: 'error', hurts: ALL, source: rfc('4.4.6.1.1') },
  'rendition-twice': { severity: 'warning', hurts: ['ExoPlayer'], source: 'Media3 1.11, source of HlsRedundantGroup' },
  'host-shared': { severity: 'error', hurts: ['Shaka'], source: MEASURED },
  'all-or-none': { severity: 'warning', hurts: ['AVPlayer'], source: rfc('4.4.6.2') },
  'tag-twice': { severity: 'error', hurts: ALL, source: 'RFC 8216bis sections 4.4.1.2 and 4.4.2' },
  'session-data-twice': { severity: 'error', hurts: ['AVPlayer'], source: rfc('4.4.6.4') },
  'session-key-twice': { severity: 'error', hurts: ['AVPlayer'], source: rfc('4.4.6.5') },
  'session-key-of-one-region': { severity: 'warning', hurts: ALL, source: rfc('4.4.6.5') },
  'define-twice': { severity: 'error', hurts: ALL, source: rfc('4.4.2.3') },
  'define-outside': { severity: 'error', hurts: ALL, source: rfc('4.4.2.3') },
  'variable-undefined': { severity: 'error', hurts: ALL, source: rfc('4.3') },

  'media-unreachable': { severity: 'error', hurts: ALL, source: rfc('6.3.2') },
  'media-malformed': { severity: 'error', hurts: ALL, source: rfc('6.3.2') },
  'region-closed': { severity: 'note', hurts: [], source: MEASURED },
  'first-region-closed': { severity: 'error', hurts: ['Shaka', 'video.js'], source: MEASURED },
  'cors-missing': { severity: 'error', hurts: BROWSERS, source: 'Fetch Standard, CORS protocol' },
  'ttl-long': { severity: 'error', hurts: ALL, source: rfc('6.3.4') },
  'ttl-unstated': {
    severity: 'warning',
    hurts: ALL,
    source: 'CloudFront, "Manage how long content stays in the cache"',
  },
  'target-duration-differs': { severity: 'error', hurts: ALL, source: rfc('6.2.4') },
  'media-sequence-differs': { severity: 'error', hurts: ['video.js'], source: MEASURED },
  'discontinuity-sequence-differs': { severity: 'error', hurts: ['AVPlayer', 'hls.js'], source: rfc('6.2.4') },
  'pdt-missing': { severity: 'warning', hurts: BROWSERS, source: rfc('6.2.4') },
  'pdt-skew': { severity: 'warning', hurts: ALL, source: rfc('6.2.4') },
  'region-behind': { severity: 'warning', hurts: ALL, source: rfc('6.3.3') },
  'stream-ended': { severity: 'error', hurts: ALL, source: rfc('4.4.3.4') },
  'low-latency-differs': { severity: 'error', hurts: LOW_LATENCY, source: rfc('4.4.3.7') },
  'blocking-reload-missing': { severity: 'warning', hurts: LOW_LATENCY, source: rfc('4.4.3.8') },
  'blocking-reload-ignored': { severity: 'error', hurts: LOW_LATENCY, source: rfc('6.2.5.2') },
  'part-hold-back': { severity: 'error', hurts: LOW_LATENCY, source: rfc('4.4.3.8') },
  'preload-hint-elsewhere': { severity: 'error', hurts: LOW_LATENCY, source: rfc('4.4.5.3') },
  'rendition-report-elsewhere': { severity: 'error', hurts: LOW_LATENCY, source: rfc('4.4.5.4') },
  'rendition-report-unknown': { severity: 'warning', hurts: LOW_LATENCY, source: rfc('4.4.5.4') },
  'container-differs': { severity: 'error', hurts: ALL, source: rfc('4.4.4.5') },
  'encryption-differs': { severity: 'error', hurts: ALL, source: rfc('4.4.4.4') },
  'scrubbing-broken': { severity: 'warning', hurts: ALL, source: rfc('4.4.6.3') },
  'scrubbing-differs': { severity: 'warning', hurts: ALL, source: rfc('6.2.4') },
  'steering-unreachable': { severity: 'error', hurts: ALL, source: rfc('7') },
  'steering-malformed': { severity: 'error', hurts: ALL, source: rfc('7.1') },
  'steering-pathway-unknown': { severity: 'warning', hurts: ALL, source: rfc('7.1') },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;

/** Something in a merged master playlist, or behind it, that keeps players from moving between its regions. */
export interface Finding extends Rule {
  /** Stable, for scripts. */
  rule: RuleId;
  /** Of the master playlist, from 1: of the entry that it is about. */
  line: number;
  message: string;
}

export function finding(rule: RuleId, line: number, message: string): Finding {
  return { line, rule, message, ...RULES[rule] };
}
