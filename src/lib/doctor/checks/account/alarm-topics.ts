import { countOf } from '../../../count-of.js';
import { CvsError } from '../../../errors.js';
import { type Check, type Finding, found, pass, skip } from '../../check.js';
import { each } from '../../each-region.js';

export const alarmTopics: Check = {
  id: 'alarm-topics',
  group: 'Account',
  title: 'Alarms reach who is on call',
  async run(facts) {
    const members = facts.cluster.regions.filter(({ alarmTopicArn }) => alarmTopicArn !== undefined);
    if (members.length === 0) return [skip('no region has an alarmTopicArn: alarms show in CloudWatch only')];
    return each(members, async (member): Promise<Finding> => {
      const reach = await facts.alarmTopic(member).catch((error: unknown) => {
        // Not every role may read topics.
        if (error instanceof CvsError && error.code === 'ACCESS_DENIED') return 'not-seen' as const;
        throw error;
      });
      if (reach === 'not-seen') return skip('not seen: sns:GetTopicAttributes is denied; `cvs policy verifier` has it');
      if (reach === undefined) return found('alarm-topic-missing', `there is no topic ${member.alarmTopicArn}`);
      const { kind } = reach;
      if (kind === 'reached') return pass(`the topic has ${countOf(reach.subscribers, 'subscription')}`);
      const message = `the topic ${reach.why}`;
      if (kind === 'unheard') return found('alarm-topic-unheard', message);
      const severity = kind === 'unsure' ? 'warning' : undefined;
      return found('alarm-topic-unreachable', message, { severity, advice: reach.remedy });
    });
  },
};
