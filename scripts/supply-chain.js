// What package-lock.json says of the packages that cvs brings along, as a table for docs/supply-chain.md.

/** What cvs uses each direct dependency for. */
const USES = {
  '@aws-sdk/client-acm': 'the certificate of the own domain name of the master playlist',
  '@aws-sdk/client-cloudformation': 'the stacks',
  '@aws-sdk/client-cloudfront': 'distributions: reading, attaching the copilot, invalidating',
  '@aws-sdk/client-cloudwatch': 'what `cvs verify` sees of alarms and the dashboard',
  '@aws-sdk/client-cloudwatch-logs': 'what `cvs verify` sees of log groups',
  '@aws-sdk/client-dynamodb': 'the state table',
  '@aws-sdk/client-iam': 'the permission checks of `cvs doctor`; roles that a destruction leaves',
  '@aws-sdk/client-lambda': 'copilots that CloudFront still holds',
  '@aws-sdk/client-s3': 'asset buckets, master playlists',
  '@aws-sdk/client-scheduler': 'what `cvs verify` sees of schedules',
  '@aws-sdk/client-sns': 'the messages of `cvs detector run`; what alarms notify',
  '@aws-sdk/client-sqs': 'what `cvs verify` sees of queues',
  '@aws-sdk/client-sts': 'whose credentials they are',
  '@aws-sdk/credential-provider-node': 'profiles, SSO, roles, MFA',
  '@aws-sdk/util-dynamodb': 'items of the state table',
  '@oclif/core': 'commands, flags, help',
  '@svta/cml-cmsd': 'media quality scores in the answers of origins',
  aws4fetch: 'signing calls of the fault commands to the sandbox',
  chalk: 'colours',
  dynalite: 'the sandbox’s DynamoDB, in memory',
  'fast-xml-parser': 'JUnit reports; the sandbox’s XML',
  fflate: 'zips of Lambda packages',
  'find-my-way': 'the sandbox’s routes',
  'https-proxy-agent': 'AWS through a proxy',
  inquirer: 'questions at the terminal',
  listr2: 'progress at the terminal',
  'string-width': 'columns of text',
  ulid: 'ids of history items',
  undici: 'HTTP',
  yaml: 'the cluster file',
  zod: 'the cluster file’s rules',
};

/**
 * @param lock the contents of package-lock.json
 * @returns Markdown
 */
export function supplyChain({ packages }) {
  const { dependencies } = packages[''];
  const installed = Object.entries(packages).filter(([path]) => path !== '');
  const scripts = (dev) => {
    const names = installed.filter(([, one]) => one.hasInstallScript && Boolean(one.dev) === dev).map(([path]) => path);
    return names.map((path) => `\`${path.replace(/^.*node_modules\//, '')}\``).join(', ') || 'none';
  };
  const unhashed = installed.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
  if (unhashed.length > 0) throw new Error(`without a SHA-512 hash: ${unhashed.map(([path]) => path).join(', ')}`);
  const development = installed.filter(([, { dev }]) => dev).length;
  const rows = Object.keys(dependencies).map((name) => {
    if (!USES[name]) throw new Error(`scripts/supply-chain.js does not say what ${name} is for`);
    const { version, license } = packages[`node_modules/${name}`];
    return `| \`${name}\` | ${version} | ${license} | ${closure(packages, name).size} | ${USES[name]} |`;
  });
  const unused = Object.keys(USES).filter((name) => !(name in dependencies));
  if (unused.length > 0) throw new Error(`scripts/supply-chain.js has ${unused.join(', ')}, which is no dependency`);
  return [
    '| | packages | with install scripts |',
    '|---|---|---|',
    `| that \`cvs\` names | ${rows.length} | |`,
    `| that are installed with it | ${installed.length - development} | ${scripts(false)} |`,
    `| for development only, not installed with it | ${development} | ${scripts(true)} |`,
    '',
    '| dependency | version | licence | packages with its own | used for |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** The places of a package and of all that it needs. */
function closure(packages, name) {
  const found = new Set();
  const add = (from, needed) => {
    // As Node.js looks: in the folders above, the nearest first.
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
      const place = `${at === '' ? '' : `${at}/`}node_modules/${needed}`;
      if (packages[place]) {
        if (!found.has(place)) {
          found.add(place);
          for (const next of Object.keys(packages[place].dependencies ?? {})) add(place, next);
        }
        return;
      }
      if (at === '') return;
    }
  };
  add('', name);
  return found;
}
