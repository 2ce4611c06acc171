import type { StackDescription } from '../cloudformation/describe-stack.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { nameProblem } from '../cluster/name.js';
import { strangeHost } from '../cluster/playlist-host.js';
import type { NameFinding } from '../distribution-kinds/master-name.js';
import { noticedKinds } from '../distribution-kinds/noticed-kinds.js';
import { refusedKinds } from '../distribution-kinds/refused-kinds.js';
import { CvsError } from '../errors.js';
import { CATALOGUE } from '../findings/catalogue.js';
import { foreignSlot, slotTaken } from './copilot/copilot-slots.js';
import { elsewhereText, readCopilotsElsewhere } from './copilot/copilots-elsewhere.js';
import { type FormerCopilots, readFormerCopilots } from './copilot/former-copilots.js';
import { type DistributionLook, readDistribution } from './copilot/read-distribution.js';
import { wouldRemove } from './copilot/unknown-settings.js';
import type { Part } from './part.js';
import { type MasterName, readMasterName } from './read-master-name.js';
import { clusterStacks, copilotStack } from './stacks/cluster-stacks.js';
import { readStack } from './stacks/read-stack.js';
import { readRegionsChanged } from './stacks/standing-regions.js';

export const STREAM_DISTRIBUTIONS = 'check';

interface Facts {
  copilot: StackDescription | undefined;
  /** What stands against the regions of the cluster file. */
  regionsChanged: CvsError | undefined;
  /** That distributions run the copilot which the file does not name; undefined where that may not be looked for. */
  elsewhere: string | undefined;
  /** Why a new cluster may not have this name. */
  nameProblem: string | undefined;
  /** In the cluster file's order. */
  distributions: readonly (DistributionLook & { former: FormerCopilots })[];
  /** Of the master playlist distribution; undefined where it has CloudFront's name. */
  masterName: MasterName | undefined;
}

/**
 * The distributions in front of the streams. They are not the cluster's to make: a deployment checks that they exist,
 * that the cluster file names them rightly, that they can carry the copilot, that its slots are free, that the stacks that
 * stand are of the same regions, that the cluster's own domain name can be had, and that a new cluster's name is fit, before
 * it makes anything.
 */
export function streamDistributionsPart(cluster: Cluster): Part<Facts> {
  return {
    id: STREAM_DISTRIBUTIONS,
    title: 'Check the stream distributions',
    after: [],
    preparatory: true,
    async look(view) {
      const [copilot, regionsChanged, masterName, elsewhere, ...distributions] = await Promise.all([
        readStack(view, copilotStack(cluster)),
        readRegionsChanged(view),
        readMasterName(view),
        view.fact(readCopilotsElsewhere),
        ...cluster.regions.map(async ({ distributionId }) => {
          const found = await readDistribution(view, distributionId);
          return { ...found, former: await readFormerCopilots(view, found.slots) };
        }),
      ]);
      // A cluster of an earlier version keeps its name.
      const problem = nameProblem(cluster.name);
      const stacks = problem ? await Promise.all(clusterStacks(cluster).map((stack) => readStack(view, stack))) : [];
      return {
        copilot,
        regionsChanged,
        distributions,
        masterName,
        elsewhere:
          elsewhere.known && elsewhere.value.length > 0 ? elsewhereText(cluster.name, elsewhere.value) : undefined,
        nameProblem: stacks.every((stack) => stack === undefined) ? problem : undefined,
      };
    },
    want({ copilot, regionsChanged, distributions, masterName, elsewhere, nameProblem: unfit }) {
      const functionArn = copilot?.outputs.CopilotLambdaArn;
      const problems = cluster.regions.map((member, index) =>
        problemOf(member, distributions[index] as Facts['distributions'][number], functionArn),
      );
      const name = masterName?.problem && unfitMasterName(masterName.problem);
      const error = regionsChanged ?? (unfit === undefined ? (problems.find(Boolean) ?? name) : unfitName(unfit));
      if (error) return { action: 'blocked', why: error.message, error };
      const noticed = [
        ...cluster.regions.flatMap((member, index) => noticedIn(member, distributions[index])),
        ...(masterName?.unseen ?? []).map(({ message }) => `not seen: ${message}`),
        ...(elsewhere === undefined ? [] : [elsewhere]),
      ];
      return { action: 'unchanged', ...(noticed.length > 0 ? { why: `${noticed.join('; ')} (see cvs doctor)` } : {}) };
    },
    bring: async () => ({ status: 'succeeded' }),
  };
}

/** The error for a name that a new cluster may not have. */
export function unfitName(problem: string): CvsError {
  return new CvsError({
    code: 'CLUSTER_NAME',
    message: `A new cluster cannot have this name: ${problem}.`,
    suggestions: [
      'Choose another `name` in the cluster file.',
      'A cluster that was deployed with such a name keeps it: docs/iam.md, "Names".',
    ],
  });
}

/** The error for an own domain name that the master playlist distribution cannot get. */
function unfitMasterName({ id, message }: NameFinding): CvsError {
  return new CvsError({
    code: 'MASTER_DOMAIN_UNFIT',
    message: `masterPlaylist.domainName cannot be used: ${message}.`,
    suggestions: [CATALOGUE[id].action],
  });
}

/** The error for a URL that does not lead through its region's distribution. */
export function strangePlaylistHost(
  {
    distributionId,
    distributionDomain,
    region,
  }: Pick<StreamRegion, 'distributionId' | 'distributionDomain' | 'region'>,
  host: string,
  aliases: readonly string[],
): CvsError {
  const others = aliases.length > 0 ? ` or an alias (${aliases.join(', ')})` : '; it has no alias';
  return new CvsError({
    code: 'PLAYLIST_HOST',
    message:
      `distributionPlaylistUrl of ${region} has the host ${host}, which is not ${distributionId}:` +
      ` that is ${distributionDomain}${others}.`,
    suggestions: [
      'Correct `distributionPlaylistUrl` in the cluster file.',
      `Or add ${host} to the distribution's alternate domain names, if it is to serve that name.`,
    ],
  });
}

/** What may keep the copilot from viewers, or viewers from the stream, and may be as meant. */
function noticedIn(member: StreamRegion, found: DistributionLook | undefined): string[] {
  const config = found?.distribution.DistributionConfig;
  const kinds = config ? noticedKinds(config, member.distributionId, member.distributionPlaylistUrl) : [];
  return kinds.map(({ message }) => message);
}

/** The error for a distribution that cannot carry the copilot. */
function refusal({ distribution }: DistributionLook, { distributionId, region }: StreamRegion): CvsError | undefined {
  const config = distribution.DistributionConfig;
  const [kind] = config ? refusedKinds(config, distributionId) : [];
  return (
    kind &&
    new CvsError({
      code: 'DISTRIBUTION_UNFIT',
      message: `The distribution of ${region} cannot be used: ${kind.message}.`,
      suggestions: [CATALOGUE[kind.id].action],
    })
  );
}

function problemOf(
  member: StreamRegion,
  found: Facts['distributions'][number],
  functionArn?: string,
): CvsError | undefined {
  const { distributionId, distributionDomain, region } = member;
  const unfit = refusal(found, member);
  if (unfit) return unfit;
  if (found.domain !== distributionDomain) {
    return new CvsError({
      code: 'DOMAIN_MISMATCH',
      message: `Distribution ${distributionId} (${region}) is ${found.domain}, not ${distributionDomain}.`,
      suggestions: [
        "Correct `distributionDomain` in the cluster file: CloudFront's own domain name, not an alias," +
          ' because the copilot is called with it.',
      ],
    });
  }
  const host = strangeHost(member, found.aliases);
  if (host !== undefined) return strangePlaylistHost(member, host, found.aliases);
  const foreign = foreignSlot(found.slots, functionArn, found.former);
  if (foreign) return slotTaken(distributionId, foreign);
  // A new version of a copilot that is attached is refused when it is the attachment's turn: there may be none.
  const isAttached = found.slots.every(({ versionArn }) => versionArn !== undefined);
  return found.unknown.length > 0 && !isAttached ? wouldRemove(distributionId, found.unknown) : undefined;
}
