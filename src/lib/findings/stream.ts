import { MEASURED, section, THRESHOLD } from './finding.js';

/** Whether a stream goes on, and can be played. */
export const STREAM = section('A stream over time', ['detector'], 'error', {
  stale: {
    rule: 'A new segment (or part) appears within EXT-X-TARGETDURATION × SPDDurationMultiplier, by a monotonic clock.',
    source: 'RFC 8216 section 6.2.1; the multiplier is set by the operator',
    action:
      'Players have left by steering. Check the encoder, then the packager. Run `cvs failover close` if it will last.',
    by: ['detector', 'doctor'],
  },
  'stream-ended': {
    rule: 'A live stream has no EXT-X-ENDLIST in any region.',
    source: 'RFC 8216 section 4.3.3.4',
    action:
      'If the event is over, do nothing. Otherwise the input of the encoder ended: start it again, and fail over.',
    by: ['check', 'detector', 'doctor'],
  },
  'newest-segment-old': {
    severity: 'warning',
    rule: 'The newest segment ended at most six target durations ago, by EXT-X-PROGRAM-DATE-TIME.',
    source: THRESHOLD,
    action: 'Check whether the encoder still delivers segments, and whether its clock is right.',
    by: ['doctor'],
  },
  'cdn-stale': {
    rule: 'A stream that is fresh at the origin is fresh at the distribution.',
    source: 'Viewers get the stream from the distribution',
    action: 'Check the TTLs of the cache policy and whether error pages are cached, and invalidate the playlists.',
  },
  'origin-stale': {
    severity: 'warning',
    rule: 'A stream that is fresh at the distribution is fresh at the origin.',
    source: 'At the origin an outage shows before cached playlists have expired',
    action:
      'If only CloudFront may reach the origin, set the origin URL to the URL of the distribution. Otherwise the origin has just stopped.',
  },
  'origin-unreadable': {
    rule: 'The origin answers with the master playlist, also to requests that do not come from CloudFront.',
    source: 'The detectors read the stream at the origin: what they cannot read for the deadline is stale',
    action: 'Correct originPlaylistUrl in the cluster file, or start the packager.',
    by: ['doctor'],
  },
  'playlist-stale': {
    warningWhen: 'it is a playlist of subtitles, or of another view',
    by: ['check', 'detector'],
    rule: 'No media playlist of a live stream stands still. `cvs playlist check` waits for three target durations, and for 30 s at most.',
    source: 'RFC 8216 section 6.2.1',
    action:
      'Players stall on that rung, or with that sound or those subtitles. Restart that output of the encoder, or fail over.',
  },
  'master-unreadable': {
    severity: 'warning',
    rule: "The region's own master playlist can be read.",
    source: 'The merged master playlist is made of it',
    action:
      'Viewers load the merged master playlist, and play on. Put the master playlist back before you publish again.',
  },
  'rungs-changed': {
    severity: 'warning',
    rule: 'The master playlist names the same media playlists during an event.',
    source: 'The merged master playlist names the rungs that there were when it was published',
    action:
      'If the change was intended, publish the merged master playlist again: `cvs playlist publish`. Otherwise check the outputs of the channel.',
  },
  'detector-late': {
    severity: 'warning',
    rule: 'Polls begin at most a second after they are due, on average.',
    source: THRESHOLD,
    action:
      'Nothing is held against a stream for it, but an outage is noticed later. Give the function more memory, which brings more CPU, or let one detector follow fewer playlists.',
  },
  'cookies-needed': {
    rule: "Media playlists can be fetched without the cookies that the region's own master playlist sets.",
    source: 'The merged master playlist comes from another host, which sets none of them',
    action:
      'Let the distribution ask for no cookies, or for cookies that the page of the player sets: viewers of the cluster get none of these.',
  },
  'session-urls': {
    severity: 'warning',
    rule: 'The master playlist names its media playlists by the same URLs, without their queries, in each answer.',
    source: 'The merged master playlist hands the URLs of one answer to all viewers',
    action: 'Let the packager write URLs without a session in them, for the distribution of the cluster at least.',
  },
  'region-closed': {
    severity: 'note',
    rule: 'A distribution that is closed answers 404 with the header x-cvs-distribution, and stays in the merged master playlist.',
    source: MEASURED,
    action: 'Nothing. Open the distribution when its region is well: `cvs failover open REGION`.',
    hurts: [],
    by: ['check', 'detector'],
  },
  'first-region-closed': {
    rule: 'The region that the merged master playlist lists first is not closed.',
    source: MEASURED,
    action:
      'Use the master playlist of the master playlist distribution, whose order follows failovers; or open the region.',
    hurts: ['Shaka', 'video.js'],
    by: ['check'],
  },
  'segment-unavailable': {
    rule: 'The newest segment can be fetched, at the origin and at the distribution. A playlist of which no segment could be fetched for the deadline is stale.',
    source: 'RFC 8216 section 6.2.1',
    action: 'Fail over. Then check the packager and its storage: the playlist lists a segment that is not there.',
  },
  'init-unavailable': {
    rule: 'The initialization segment (EXT-X-MAP) can be fetched.',
    source: 'RFC 8216 section 4.3.2.5',
    action: 'No player can start with this rung or change to it: fail over, then check the packager.',
  },
  'key-unavailable': {
    severity: 'warning',
    rule: 'The key (EXT-X-KEY with an http or https URI) can be fetched, or the server asks for authorization.',
    source: 'RFC 8216 section 4.3.2.4',
    action: 'Check the key server: viewers that start now get no picture.',
  },
});
