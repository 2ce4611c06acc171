import * as Flags from '@oclif/core/flags';

/** When a playlist is stale: the same for `detector run` and `detector check`. */
export const stalenessFlags = {
  'duration-multiplier': Flags.string({
    summary: 'A playlist is stale after its target duration times this number.',
    env: 'SPD_DURATION_MULTIPLIER',
    default: '3',
  }),
  'change-detect': Flags.string({
    summary: 'What shows that a playlist has changed.',
    env: 'SPD_CHANGE_DETECT',
    options: ['MEDIASEQUENCE', 'CONTENTHASH'],
    default: 'MEDIASEQUENCE',
  }),
};
