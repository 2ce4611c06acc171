import { section } from './finding.js';

/** Streams that are not the same for all viewers, or not for those without a token. */
export const PROTECTION = section('Protected and personalised streams', ['check', 'doctor'], 'error', {
  'signed-urls': {
    rule: 'No URL that all viewers share is signed: neither a playlist URL of the cluster nor a URL in a master playlist.',
    source: 'CloudFront, "Use signed URLs"; Amazon S3, "Authenticating Requests: Using Query Parameters"',
    action:
      'Use the URLs without a signature, at a distribution behavior or an origin that asks for none. Protect the keys instead (DRM), or let a service of yours sign for each viewer.',
  },
  'viewer-tokens': {
    rule: 'No URL that all viewers share has a token or a session of one viewer in its query or path.',
    source: 'Akamai, "Enable Token Authentication"; a master playlist that is read twice names the same URLs',
    action:
      'Let the packager or the CDN write the same URLs for everybody, for the distribution of the cluster at least. Relative URIs and a fixed path are well.',
  },
  'signed-cookies': {
    rule: 'No playlist sets cookies that give access to the stream.',
    source: 'CloudFront, "Use signed cookies"; Fetch Standard, CORS protocol and credentials',
    action:
      'Let the distribution ask for no cookies. Cookies that the page of the player sets work only in players that need no CORS, such as apps.',
  },
  'access-restricted': {
    rule: 'The distribution serves playlists without a signed URL and without signed cookies.',
    source: 'CloudFront, "Serve private content with signed URLs and signed cookies"',
    action:
      'Turn off "Restrict viewer access" for the behavior of the playlists. Segments and keys may stay restricted if your players sign their requests for them.',
    by: ['doctor'],
  },
  'ad-sessions': {
    rule: 'No region serves its playlists out of sessions of AWS Elemental MediaTailor.',
    source: 'MediaTailor, "HLS implicit session initialization": each request of a master playlist begins a session',
    action:
      'Make the cluster of the content origins behind MediaTailor. Give MediaTailor the merged master playlist as its content source only after you have tried it: it writes its own URLs.',
  },
  'origin-authorized': {
    rule: 'The origin answers the detector, which sends no header that a distribution adds.',
    source: 'MediaPackage, "CDN authorization"; MediaPackage v2, "Secure MediaPackage content with CDN authorization"',
    action:
      'Set the origin URL of the region to the URL of its distribution, as `cvs init --yes --force` does: the detector then looks at the distribution alone.',
    by: ['doctor'],
  },
});
