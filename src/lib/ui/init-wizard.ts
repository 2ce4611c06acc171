import { CvsError, ExitCode } from '../errors.js';
import type { GivenAnswers } from '../init/answers.js';
import type { InitAnswers, StreamAnswers } from '../init/draft-cluster.js';

/** Checks of single answers, while they are typed. */
const NOT_EMPTY = (value: string) => value.trim() !== '' || 'A value is needed.';
const IS_REGION = (value: string) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(value) || 'An AWS region code such as eu-west-1.';
const IS_DISTRIBUTION = (value: string) => /^E[A-Z0-9]{5,}$/.test(value) || 'A distribution id such as E1A2B3C4D5E6F7.';
const IS_URL = (value: string) => (/^https?:\/\//.test(value) && URL.canParse(value)) || 'An http or https URL.';

/**
 * Asks for what the flags did not give.
 *
 * @throws CvsError (exit code 3) when the person leaves with Escape or Ctrl-C
 */
export async function askForAnswers(given: GivenAnswers): Promise<InitAnswers> {
  const { default: inquirer } = await import('inquirer');
  const ask = async (
    message: string,
    value: string | undefined,
    validate: (value: string) => boolean | string,
    initial?: string,
  ) => {
    if (value !== undefined) return value;
    const { answer } = await inquirer.prompt<{ answer: string }>([
      { type: 'input', name: 'answer', message, default: initial, validate: (text: string) => validate(text.trim()) },
    ]);
    return answer.trim();
  };
  try {
    const name = await ask('Name of the clustered video stream', given.name, NOT_EMPTY);
    const streams: StreamAnswers[] = [];
    for (let index = 0; index < Math.max(2, given.regions.length); index += 1) {
      const which = ['RegionOne', 'RegionTwo'][index] ?? `Region ${index + 1}`;
      const region = await ask(`${which}: AWS region`, given.regions[index], IS_REGION);
      streams.push({
        region,
        distributionId: await ask(
          `${region}: CloudFront distribution id`,
          given.distributionIds[index],
          IS_DISTRIBUTION,
        ),
        distributionPlaylistUrl: await ask(
          `${region}: master playlist URL through the distribution`,
          given.distributionPlaylistUrls[index],
          IS_URL,
        ),
        originPlaylistUrl: await ask(
          `${region}: master playlist URL at the origin`,
          given.originPlaylistUrls[index],
          IS_URL,
        ),
      });
    }
    const bucketBaseName = await ask(
      'Base name of the asset buckets',
      given.bucketBaseName,
      NOT_EMPTY,
      `${name.toLowerCase()}-assets`,
    );
    return { name, bucketBaseName, project: given.project, version: given.version, streams };
  } catch (error) {
    if ((error as Error).name !== 'ExitPromptError') throw error;
    throw new CvsError({
      code: 'DECLINED',
      message: 'Nothing was written.',
      exitCode: ExitCode.declined,
      cause: error,
    });
  }
}
