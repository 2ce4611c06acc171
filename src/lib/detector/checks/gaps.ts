import type { PlaylistCheck } from './check.js';

const SHARE = 0.1;

export const gapShare: PlaylistCheck = {
  name: 'gap-share',
  severity: 'warning',
  rule: 'Less than a tenth of the segments are EXT-X-GAP. A gap at the end is no new segment: staleness sees through it.',
  source: 'draft-pantos-hls-rfc8216bis section 4.4.4.7; the share is the house’s',
  action: 'The encoder loses input. Look at its input alerts; fail over when it goes on.',
  find: ({ current: { segments } }) => {
    const gaps = segments.filter((segment) => segment.gap).length;
    return gaps > segments.length * SHARE ? `${gaps} of ${segments.length} segments` : undefined;
  },
};
