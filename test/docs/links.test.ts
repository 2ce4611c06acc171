import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../support/cvs/cvs.js';

const FILES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** The text without code, because brackets in code are not links. */
function prose(file: string): string {
  return readFileSync(join(packageRoot, file), 'utf8')
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''));
}

/** Anchors of a document's headings, as GitHub makes them. */
function anchors(file: string): Set<string> {
  const headings = prose(file).matchAll(/^#+ +(.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

const LINKS = FILES.flatMap((file) =>
  [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target): [string, string] => [file, target]),
);

describe('every relative link of the documents', () => {
  test.each(LINKS)('%s: %s leads somewhere', (file, target) => {
    const [path = '', anchor] = target.split('#');
    const to = path === '' ? file : join(dirname(file), path);
    expect([to, existsSync(join(packageRoot, to))]).toEqual([to, true]);
    if (anchor !== undefined) expect([...anchors(to)]).toContain(anchor);
  });

  test('the README links to every page of docs', () => {
    const linked = new Set(LINKS.filter(([file]) => file === 'README.md').map(([, target]) => target));
    const pages = readdirSync(join(packageRoot, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`);
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });
});
