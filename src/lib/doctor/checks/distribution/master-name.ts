import { type Check, found, pass, skip } from '../../check.js';

export const masterName: Check = {
  id: 'master-name',
  group: 'Deployment',
  title: 'The master playlist’s own domain name is free, and its certificate is fit',
  async run(facts) {
    const { domainName } = facts.cluster.masterPlaylist;
    if (domainName === undefined) return [pass('it has CloudFront’s name (masterPlaylist.domainName is not set)')];
    const name = await facts.masterName();
    if (name?.problem) return [found(name.problem.id, name.problem.message)];
    const unseen = (name?.unseen ?? []).map(({ message }) => skip(`not seen: ${message}`));
    return [...unseen, ...(unseen.length > 0 ? [] : [pass(domainName)])];
  },
};
