import { z } from 'zod';

/** An origin as browsers send it (HTML Standard, "ASCII serialization of an origin"). */
const site = z
  .string()
  .regex(
    /^https?:\/\/[a-z0-9.:-]+$/,
    'must be the origin of a site, in lower case and without a path, such as https://www.example.com',
  )
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    'must be an origin as browsers send it: without a path, and without the port that the scheme has by default',
  );

/** `players` of the cluster file. */
export const playerSettings = z.strictObject({
  credentialOrigins: z
    .array(site)
    .min(1)
    .max(20)
    .refine(isDistinct, 'must not name a site twice')
    // They are one parameter of CloudFormation, which has 4,096 bytes ("AWS CloudFormation quotas"), and a hash before them.
    .refine((sites) => sites.join(',').length <= 4000, 'must have at most 4,000 characters together')
    .optional()
    .describe(
      'Sites whose players send cookies or other credentials, such as https://www.example.com. Players of other sites then cannot read the playlists. See docs/protected-streams.md.',
    ),
  queryTokens: z
    .array(
      z
        .string()
        .regex(
          /^[a-zA-Z0-9_-]{1,64}$/,
          'must be the name of a query parameter: letters, digits, hyphens or underscores',
        )
        .refine((name) => !name.startsWith('_HLS_'), 'must not begin with _HLS_, which players add themselves'),
    )
    .min(1)
    .max(8)
    .refine(isDistinct, 'must not name a parameter twice')
    .optional()
    .describe(
      'Parameters of the master playlist’s URL that every viewer has, such as a token: each URL in the merged master playlist gets the viewer’s own. See docs/protected-streams.md.',
    ),
});

function isDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
