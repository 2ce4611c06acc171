import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { HttpClient } from '../http/http-client.js';
import { completeAnswers, type GivenAnswers, stackOf, withStreams } from './answers.js';
import { createAssistant } from './assistant.js';
import type { AssetBucket } from './buckets.js';
import type { InitAnswers } from './draft-cluster.js';

/**
 * The answers without a wizard: the values of the flags, and of the stacks that the flags name.
 *
 * @param options.createAbsent whether to create asset buckets that do not exist
 * @throws CvsError INIT_INCOMPLETE, which names every flag that is missing
 */
export async function answerUnattended(options: {
  given: GivenAnswers;
  stackNames: readonly string[];
  createAbsent: boolean;
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  signal: AbortSignal;
}): Promise<{ answers: InitAnswers; bucketsToCreate: readonly AssetBucket[] }> {
  const { given, stackNames, createAbsent } = options;
  if (stackNames.length === 0 && !createAbsent) return { answers: completeAnswers(given), bucketsToCreate: [] };
  const assistant = await createAssistant(options);
  const streams = await Promise.all(
    given.regions.flatMap((region, index) => {
      const stackName = stackOf(stackNames, index);
      return stackName === undefined ? [] : [assistant.fromStack(region, stackName)];
    }),
  );
  const answers = completeAnswers(withStreams(given, streams));
  if (!createAbsent) return { answers, bucketsToCreate: [] };
  const regions = answers.streams.map(({ region }) => region);
  const buckets = await assistant.buckets(answers.bucketBaseName, regions);
  return { answers, bucketsToCreate: buckets.filter(({ exists }) => !exists) };
}
