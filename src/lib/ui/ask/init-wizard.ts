import chalk from 'chalk';
import type { AssetBucket } from '../../assets/asset-bucket.js';
import { BUCKET_BASE_PATTERN } from '../../cluster/asset-settings.js';
import type { Cluster } from '../../cluster/cluster.js';
import { MAX_NEW_NAME, nameProblem } from '../../cluster/name.js';
import { NAME_PATTERN } from '../../cluster/schema.js';
import { CvsError } from '../../errors.js';
import { type GivenAnswers, stackOf } from '../../init/answers.js';
import type { InitAssistant } from '../../init/assistant.js';
import type { InitAnswers, StreamAnswers } from '../../init/init-cluster.js';
import { describeStream, type StreamReport } from '../../init/inspect-stream.js';
import { distributionUrlFor } from '../../init/propose-urls.js';
import { sign } from '../text/signs.js';
import { fold } from '../text/width.js';
import { ask } from './ask.js';
import { distributionChoices, regionChoices } from './init-choices.js';

/** What the wizard knows before it asks. */
export interface WizardStart {
  /** What the flags gave; it is not asked for. */
  given: GivenAnswers;
  /** What the existing file says: proposed as answers. */
  before?: Cluster;
  /** Names of solution stacks that have the values of a region. */
  stackNames: readonly string[];
  assistant: InitAssistant;
  /** Shows a line between the questions. */
  say: (line: string) => void;
  /** Width of the terminal. */
  columns: number;
}

/**
 * Asks for what the flags did not give, and checks each answer while it is typed.
 *
 * @returns the answers, and the asset buckets to create
 * @throws CvsError (exit code 3) when the person cancels with Escape or Ctrl-C
 */
export async function askForAnswers(
  start: WizardStart,
): Promise<{ answers: InitAnswers; bucketsToCreate: readonly AssetBucket[] }> {
  const { given, before, assistant } = start;
  const say = within(start.say, start.columns);
  say(`Account ${assistant.caller.account}, as ${assistant.caller.arn}`);
  if (before) say('The cluster file exists: Enter keeps its values.', chalk.dim);
  say('Escape or Ctrl-C cancels; nothing is written before the last question.', chalk.dim);
  const name =
    given.name ??
    (await ask.text('Name of the cluster', {
      initial: before?.name,
      check: (value) => {
        if (value === before?.name) return true;
        if (!NAME_PATTERN.test(value)) {
          return `A name has 3 to ${MAX_NEW_NAME} letters, digits or hyphens, and starts with a letter.`;
        }
        return nameProblem(value) ?? true;
      },
    }));
  const streams: InspectedStream[] = [];
  const count = Math.max(2, given.regions.length, before?.regions.length ?? 0);
  while (streams.length < count) streams.push(await askForStream(start, streams));
  const regions = streams.map(({ region }) => region);
  for (const warning of assistant.compare(streams.map(({ report }) => report)))
    say(`  ${sign('▲')} ${warning}`, chalk.yellow);
  say(`  ${sign('✔')} the ladders of ${regions.join(' and ')} pair up`, chalk.green);

  const proposal = `${name.toLowerCase().slice(0, 29)}-${assistant.caller.account}`;
  const bucketBaseName =
    given.bucketBaseName ??
    (await ask.text('Base name of the asset buckets', {
      hint: '<base>-<region> in each region',
      initial: before?.assets.bucketBaseName ?? proposal,
      check: async (value) => {
        if (!BUCKET_BASE_PATTERN.test(value)) return 'A base name has 3 to 42 lower case letters, digits or hyphens.';
        return problemOf(() => assistant.buckets(value, regions));
      },
    }));
  const buckets = await assistant.buckets(bucketBaseName, regions);
  for (const { bucket, exists } of buckets) {
    if (exists) say(`  ${sign('✔')} ${bucket}`, chalk.green);
    else say(`  ${sign('·', '-')} ${bucket} does not exist yet`);
  }
  const absent = buckets.filter(({ exists }) => !exists);
  const create =
    absent.length > 0 &&
    (await ask.yesNo(
      absent.length === 1 ? 'Create the missing bucket?' : `Create the ${absent.length} missing buckets?`,
      true,
    ));
  return {
    answers: {
      name,
      bucketBaseName,
      project: given.project ?? before?.assets.project,
      version: given.version ?? before?.assets.version,
      streams: streams.map(({ report, ...stream }) => stream),
    },
    bucketsToCreate: create ? absent : [],
  };
}

/** A stream region's answers, and what its playlist says. */
interface InspectedStream extends StreamAnswers {
  report: StreamReport;
}

/** @param others those that were asked for before */
async function askForStream(
  { given, before, stackNames, assistant, ...start }: WizardStart,
  others: readonly InspectedStream[],
): Promise<InspectedStream> {
  const say = within(start.say, start.columns);
  const index = others.length;
  const known = before?.regions[index];
  const takenRegions = others.map((one) => one.region);
  const takenIds = others.map((one) => one.distributionId);
  const region =
    given.regions[index] ??
    (await ask.search(REGION_QUESTIONS[index] ?? `Region ${index + 1}`, {
      initial: known?.region,
      find: (term) => regionChoices(term, takenRegions),
      check: () => true,
    }));
  const same = known?.region === region ? known : undefined;
  const stackName = stackOf(stackNames, index);
  const told = stackName === undefined ? undefined : await assistant.fromStack(region, stackName);
  if (told) say(`  ${sign('✔')} stack ${stackName}: distribution ${told.distributionId}`, chalk.green);

  const distributionId =
    given.distributionIds[index] ??
    told?.distributionId ??
    (await ask.search(`${region}: CloudFront distribution`, {
      initial: same?.distributionId,
      find: (term) => distributionChoices(term, assistant.distributions, takenIds, start.columns),
      check: (id) => {
        if (takenIds.includes(id)) return `${id} is already used for another region.`;
        return assistant.distributions.some((one) => one.id === id) || `This account has no distribution ${id}.`;
      },
    }));
  const distribution = assistant.distributions.find(({ id }) => id === distributionId);
  const unchanged = same?.distributionId === distributionId ? same : undefined;

  const throughDistribution = (text: string) => (distribution ? distributionUrlFor(distribution, text) : text);
  const distributionPlaylistUrl =
    given.distributionPlaylistUrls[index] ??
    told?.distributionPlaylistUrl ??
    throughDistribution(
      await ask.text(`${region}: master playlist`, {
        hint: 'URL, path, or URL at the origin',
        initial:
          unchanged?.distributionPlaylistUrl ??
          (distribution && (await assistant.proposePlaylist(distribution, others[0]?.distributionPlaylistUrl))),
        check: (text) =>
          addressProblem(text, '/') ??
          problemOf(async () => {
            assistant.checkHost(region, distributionId, throughDistribution(text));
            const report = await assistant.inspect(region, throughDistribution(text));
            return assistant.compare([...others.map((one) => one.report), report]);
          }),
      }),
    );
  const report = await assistant.inspect(region, distributionPlaylistUrl);
  say(`  ${describeStream(report)}`, chalk.dim);

  const originPlaylistUrl =
    given.originPlaylistUrls[index] ??
    told?.originPlaylistUrl ??
    (await ask.text(`${region}: the same playlist at the origin`, {
      initial:
        unchanged?.originPlaylistUrl ?? (await assistant.proposeOriginUrl(distributionId, distributionPlaylistUrl)),
      check: (url) =>
        addressProblem(url) ??
        problemOf(() => assistant.checkOrigin({ region, distributionId, distributionPlaylistUrl }, url)),
    }));
  return { region, distributionId, distributionPlaylistUrl, originPlaylistUrl, report };
}

/** RegionOne and RegionTwo are the deployment guide's names. */
const REGION_QUESTIONS = ['First region (RegionOne)', 'Second region (RegionTwo)'];

/** Folds a line to the terminal; all its lines have one colour. */
function within(say: (line: string) => void, columns: number) {
  return (text: string, colour = (line: string) => line) => {
    for (const line of fold(text, columns, '    ')) say(colour(line));
  };
}

/** What is wrong with an answer that is not an address; undefined where it may be one. */
function addressProblem(text: string, path?: '/'): string | undefined {
  if (/^https?:\/\/[^/]/.test(text) || (path && text.startsWith(path))) return undefined;
  const or = path ? '; a path is possible too, such as /out/v1/abc/index.m3u8' : '';
  return `An address starts with https:// or http://${or}.`;
}

/** True for a good answer, or what is wrong with it. */
async function problemOf(check: () => Promise<unknown>): Promise<true | string> {
  try {
    await check();
    return true;
  } catch (error) {
    if (error instanceof CvsError) return error.message;
    throw error;
  }
}
