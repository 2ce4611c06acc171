import { countOf } from '../../count-of.js';
import { type Check, type Finding, found, pass } from '../../doctor/check.js';
import { each } from '../../doctor/each-region.js';
import type { DeployedFacts } from '../deployed.js';
import * as parts from '../parts.js';

export function topics(deployed: DeployedFacts): Check {
  return {
    id: 'topics',
    group: 'Deployment',
    title: 'What the detectors say is heard',
    run: () =>
      each(
        parts.topics(deployed.cluster),
        async ({ name, region, stack, logicalId, subscriptions }): Promise<Finding> => {
          const arn = await deployed.physicalId(stack, logicalId);
          const attributes = arn === undefined ? undefined : await deployed.topic(region, arn);
          if (attributes === undefined) return found('topic-unheard', `the ${name} is not there`);
          const confirmed = Number(attributes.SubscriptionsConfirmed ?? 0);
          const message = `the ${name} has ${countOf(confirmed, 'subscription')}`;
          return confirmed < subscriptions
            ? found('topic-unheard', `${message}; a deployment makes ${subscriptions}`)
            : pass(message);
        },
      ),
  };
}

export function deadLetters(deployed: DeployedFacts): Check {
  return {
    id: 'dead-letters',
    group: 'Deployment',
    title: 'Nothing is left undelivered',
    run: () =>
      each(parts.deadLetterQueues(deployed.cluster), async ({ name, region, stack, logicalId }): Promise<Finding> => {
        const url = await deployed.physicalId(stack, logicalId);
        const messages = url === undefined ? undefined : await deployed.messagesIn(region, url);
        if (messages === undefined) return found('queue-missing', `the ${name} is not there`);
        return messages === 0
          ? pass(`the ${name} is empty`)
          : found('dead-letters', `the ${name} has ${countOf(messages, 'message')}`);
      }),
  };
}

export function logs(deployed: DeployedFacts): Check {
  return {
    id: 'logs',
    group: 'Deployment',
    title: 'The functions’ logs are there, and end',
    run: () =>
      each(parts.logGroups(deployed.cluster), async ({ name, region, stack, logicalId }): Promise<Finding> => {
        const group = await deployed.physicalId(stack, logicalId);
        const kept = group === undefined ? undefined : await deployed.retention(region, group);
        if (kept === undefined) return found('logs-missing', `the ${name} is not there`);
        return kept === 'for ever'
          ? found('logs-kept', `the ${name} is kept for ever`)
          : pass(`the ${name} is kept for ${countOf(kept, 'day')}`);
      }),
  };
}
