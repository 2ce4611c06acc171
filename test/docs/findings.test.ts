import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CATALOGUE, SECTIONS } from '../../src/lib/findings/catalogue.js';
import type { Tool } from '../../src/lib/findings/finding.js';
import { packageRoot } from '../support/cvs/cvs.js';

/** The rooms of each tool, first its own, then those that it draws on, and its document. */
const TOOLS: readonly [Tool, rooms: readonly string[], document: string][] = [
  ['check', ['playlist/check', 'hls'], 'playlist-check.md'],
  ['detector', ['detector', 'http', 'hls'], 'detector.md'],
  ['verify', ['verify'], 'first-day.md'],
  ['doctor', ['doctor', 'hls', 'playlist/check/live', 'edge-settings', 'distribution-kinds'], 'doctor.md'],
];

/** What the catalogue says that a tool raises. */
function raisedBy(tool: Tool): string[] {
  return SECTIONS.flatMap(({ entries }) =>
    Object.entries(entries).flatMap(([id, entry]) => (entry.by.includes(tool) ? [id] : [])),
  );
}

/** Every word in quotes in the sources of some rooms. */
function words(rooms: readonly string[]): Set<string> {
  const files = rooms.flatMap((room) => {
    const folder = join(packageRoot, 'src', 'lib', room);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
  });
  return new Set(files.flatMap((text) => [...text.matchAll(/'([a-z-]+)'/g)].map(([, word = '']) => word)));
}

test('no two sections have an entry of one id', () => {
  expect(SECTIONS.flatMap(({ entries }) => Object.keys(entries))).toEqual(Object.keys(CATALOGUE));
});

describe.each(TOOLS)('the findings of %s', (tool, rooms, document) => {
  const raised = raisedBy(tool);

  test('are all raised in its code', () => {
    const written = words(rooms);
    expect(raised.filter((id) => !written.has(id))).toEqual([]);
  });

  test('name it in the catalogue, each of them', () => {
    // An id without a hyphen may be an ordinary word of the code.
    const written = [...words(rooms.slice(0, 1))].filter((word) => word in CATALOGUE && word.includes('-'));
    expect(written.filter((id) => !raised.includes(id))).toEqual([]);
  });

  test('are all in its document', () => {
    const tables = readFileSync(join(packageRoot, 'docs', document), 'utf8').split('<!-- findings:')[1] ?? '';
    expect([...tables.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id)).toEqual(raised);
  });
});

test('an entry says what has to hold, where that is from and what to do, in whole sentences', () => {
  const unclear = Object.entries(CATALOGUE).filter(
    ([, { rule, source, action }]) =>
      !/^[A-Z].*\.$/.test(rule) || !/^[A-Z0-9].*\.$/.test(action) || source === '' || /\|/.test(rule + source + action),
  );
  expect(unclear.map(([id]) => id)).toEqual([]);
});
