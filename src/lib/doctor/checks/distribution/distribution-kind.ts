import { noticedKinds } from '../../../distribution-kinds/noticed-kinds.js';
import { refusedKinds } from '../../../distribution-kinds/refused-kinds.js';
import { listOf } from '../../../list-of.js';
import { copilotSlots, splitVersionArn } from '../../../parts/copilot/copilot-slots.js';
import { type Check, type Finding, found, pass } from '../../check.js';
import { each } from '../../each-region.js';

/** The kinds that other checks tell of. */
const ELSEWHERE = ['not-found-rewritten', 'web-acl', 'countries-restricted', 'signers-required', 'viewer-certificates'];

export const distributionKind: Check = {
  id: 'distribution-kind',
  group: 'Distributions',
  title: 'The distributions are of a kind that can carry the copilot',
  async run(facts) {
    const ours = await facts.copilotArn();
    return each(facts.cluster.regions, async (member) => {
      const { distributionId: id, distributionPlaylistUrl } = member;
      const [{ DistributionConfig: config }, unknown] = await Promise.all([
        facts.distribution(member),
        facts.unknownSettings(member),
      ]);
      if (!config) return pass('not told');
      const kinds = [...refusedKinds(config, id), ...noticedKinds(config, id, distributionPlaylistUrl)];
      const findings: Finding[] = kinds
        .filter((one) => !ELSEWHERE.includes(one.id))
        .map((one) => found(one.id, one.message));
      if (unknown.length > 0) {
        const isAttached = copilotSlots(config).every(
          ({ versionArn }) => versionArn && splitVersionArn(versionArn).functionArn === ours,
        );
        const message = `${id} has settings that this version of cvs does not know: ${listOf(unknown)}`;
        findings.push(found('settings-unknown', message, isAttached ? { severity: 'warning' } : {}));
      }
      return findings.length > 0 ? findings : pass(`${id} is a standard distribution`);
    });
  },
};
