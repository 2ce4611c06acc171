import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { writeOutput } from '../../../src/lib/output-file.js';
import { PLAYER_NAMES, playerVersion } from './players.js';
import type { ScenarioRun } from './scenario.js';

const BEGIN = '<!-- measured: npm run players writes from here -->';
const END = '<!-- measured: to here -->';

export interface Results {
  runs: readonly ScenarioRun[];
  /** In the order of the table. */
  scenarios: readonly string[];
  /** Of players that know no steering. */
  plainRuns: readonly ScenarioRun[];
  /** Players of that kind that are not installed. */
  missing: readonly string[];
  /** Version of the browser. */
  chrome: string;
}

/** Replaces the part of a document between the markers by a table, player × scenario. */
export async function writeResults(path: string, results: Results): Promise<void> {
  const text = await readFile(path, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${path} does not have the lines ${BEGIN} and ${END}`);
  const before = text.slice(0, from + BEGIN.length);
  await writeOutput(path, `${before}\n\n${await section(results)}\n\n${text.slice(to)}`);
}

async function section({ runs, scenarios, plainRuns, missing, chrome }: Results): Promise<string> {
  const versions = await Promise.all(PLAYER_NAMES.map(async (name) => `${name} ${await playerVersion(name)}`));
  return [
    `${versions.join(', ')}; Chrome ${chrome}, headless; ${cpus().length} cores.`,
    '',
    table(scenarios, PLAYER_NAMES, runs),
    '',
    `Players that know no steering${missing.length > 0 ? `; not installed here: ${missing.join(', ')}` : ''}:`,
    '',
    table(
      distinct(plainRuns.map(({ scenario }) => scenario)),
      distinct(plainRuns.map(({ player }) => player)),
      plainRuns,
    ),
  ].join('\n');
}

function table(scenarios: readonly string[], players: readonly string[], runs: readonly ScenarioRun[]): string {
  const rows = scenarios.map((scenario) => {
    const cells = players.map(
      (player) =>
        runs
          .filter((run) => run.scenario === scenario && run.player === player)
          .map(cell)
          .join('; again: ') || 'not tried',
    );
    return `| ${[scenario, ...cells].join(' | ')} |`;
  });
  return [`| scenario | ${players.join(' | ')} |`, `|---|${players.map(() => '---|').join('')}`, ...rows].join('\n');
}

const distinct = (words: readonly string[]): string[] => [...new Set(words)];

function cell(run: ScenarioRun): string {
  const parts = [
    run.failures.length === 0 ? 'passed' : `**failed** (${run.failures.join('; ').replaceAll('|', '/')})`,
    run.movedMs === undefined ? undefined : `${(run.movedMs / 1000).toFixed(1)} s`,
    `stall ${(run.longestStallMs / 1000).toFixed(2)} s${
      run.baselineStallMs === undefined ? '' : ` (${(run.baselineStallMs / 1000).toFixed(2)})`
    }`,
    run.skippedMs > 0 ? `skipped ${(run.skippedMs / 1000).toFixed(1)} s` : undefined,
    Number.isNaN(run.latencyMs) ? undefined : `${(run.latencyMs / 1000).toFixed(1)} s behind live`,
    `${run.clientErrors} × 4xx`,
    run.misses.length > 0 ? `**misses ${run.misses.join(' and ')}**` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
