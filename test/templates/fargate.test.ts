import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readDetectorSettings } from '../../src/lib/detector/running/detector-settings.js';
import { parseTemplate } from '../../src/sandbox/services/cloudformation/model/template/parse-template.js';
import { packageRoot } from '../support/cvs/cvs.js';
import { resourcesOf } from './raw-templates.js';
import { checkAgainstSpec } from './service-spec-check.js';

const folder = join(packageRoot, 'containers', 'detector');
const template = parseTemplate(readFileSync(join(folder, 'fargate.yaml'), 'utf8')) as unknown as Parameters<
  typeof checkAgainstSpec
>[0];

test('the Fargate template fits the resource schemas that AWS publishes', () => {
  // A Ref to a parameter of a list type is a list.
  const listed = JSON.stringify(template).replace(/\{"Ref":"(Subnets|SecurityGroups)"\}/g, '["id"]');
  expect(checkAgainstSpec(JSON.parse(listed))).toEqual([]);
});

test('the task gets every setting that the detector reads, and may do no more than publish', () => {
  const [[, { Properties }]] = resourcesOf(template, 'AWS::ECS::TaskDefinition') as [
    [
      string,
      { Properties: { ContainerDefinitions: { Environment: { Name: string }[]; ReadonlyRootFilesystem: boolean }[] } },
    ],
  ];
  const [container] = Properties.ContainerDefinitions;
  const given = Object.fromEntries((container?.Environment ?? []).map(({ Name }) => [Name, '']));
  const read: string[] = [];
  const env = new Proxy<Record<string, string>>(
    { SPD_ORIGIN_URL: 'https://a.example/a.m3u8' },
    {
      get(target, name) {
        read.push(String(name));
        return target[String(name)];
      },
    },
  );
  readDetectorSettings(env);
  expect(Object.keys(given).sort()).toEqual([...new Set(read)].filter((name) => name.startsWith('SPD_')).sort());
  expect(container?.ReadonlyRootFilesystem).toBe(true);

  const [, [, role]] = resourcesOf(template, 'AWS::IAM::Role') as [
    unknown,
    [string, { Properties: { Policies: { PolicyDocument: { Statement: { Action: string }[] } }[] } }],
  ];
  expect(
    role.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.map(({ Action }) => Action)),
  ).toEqual(['sns:Publish']);
});

test('the image’s base is pinned by digest, and it does not run as root', () => {
  const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1]);
  expect(bases).toHaveLength(2);
  for (const base of bases) expect(base).toMatch(/@\$\{NODE_DIGEST\}$/);
  expect(dockerfile.slice(dockerfile.lastIndexOf('FROM '))).toMatch(/^USER node$/m);
});
