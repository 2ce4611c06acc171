import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import chalk from 'chalk';
import stringWidth from 'string-width';
import type { ClusterStatus } from '../../../../src/lib/status/cluster-status.js';
import { statusTable } from '../../../../src/lib/ui/status/status-table.js';
import { watchFrame } from '../../../../src/lib/ui/status/watch-frame.js';
import { watchScreen } from '../../../../src/lib/ui/status/watch-screen.js';
import { calmStatus, stressedStatus } from '../../status/watched-status.js';

const level = chalk.level;

beforeEach(() => {
  chalk.level = 0;
});

afterEach(() => {
  chalk.level = level;
  delete process.env.CVS_PLAIN;
});

describe('a frame of the watched status', () => {
  test('of 80 columns: a row a region, where players are sent, and what changed last', () => {
    expect(watchFrame(calmStatus(), { columns: 80, rows: 24 }).slice(0, 10)).toEqual([
      'spring-final  14:03:59Z  Ctrl-C ends',
      'On air from eu-west-1; eu-west-2 ready.',
      '',
      'REGION     STATE  STREAM           LIVE EDGE            REPLICA  COPILOT',
      'eu-west-1  open   fresh, 12 s ago  #4711, 2.4 s behind  current  attached v4',
      'eu-west-2  open   fresh, 12 s ago  #4711, 2.4 s behind  current  attached v4',
      '',
      'Players are sent to eu-west-1, then eu-west-2',
      'State table read in eu-west-1; stacks CREATE_COMPLETE',
      '',
    ]);
  });

  test('a closed region has no live edge to read, which is not a warning; one that does not answer is', () => {
    const status = calmStatus();
    const why = 'https://d1.cloudfront.net/index.m3u8 answers HTTP 404';
    const unread: ClusterStatus = {
      ...status,
      liveEdges: status.liveEdges.map(({ region }) => ({ region, edge: { known: false, why } })),
    };
    const closed: ClusterStatus = {
      ...unread,
      regions: unread.regions.map((one) => ({
        ...one,
        serving: { known: true, value: { state: 'closed', servesNevertheless: false } },
      })),
    };
    for (const draw of [statusTable, (one: ClusterStatus) => watchFrame(one, { columns: 120, rows: 24 }).join('\n')]) {
      expect(draw(closed)).toContain('none while closed');
      expect(draw(closed)).not.toContain('404');
      expect(draw(unread)).toContain(`▲ eu-west-1 live edge`);
      expect(draw(unread)).toContain(why);
    }
  });

  test('of 60 columns: a few lines a region, alarms broken at blanks, history cut', () => {
    expect(watchFrame(stressedStatus(), { columns: 60, rows: 26 })).toEqual([
      'spring-final  14:03:59Z  Ctrl-C ends',
      'On air from eu-west-1, which is closed but serves because no',
      '  other region is open; eu-west-2 closed.',
      '',
      'eu-west-1  closed',
      '  stream fresh, 12 s ago  edge #4711, 2.4 s behind',
      '  replica current  copilot attached v4',
      'eu-west-2  closed until 14:20:00Z',
      '  stream fresh, 12 s ago  edge #4711, 2.4 s behind',
      '  replica unknown  copilot attached v4',
      '',
      '▲ eu-west-1 IS CLOSED BUT SERVES: no other region is open.',
      '  Decide which should serve: cvs failover open <region>',
      '▲ eu-west-1 was changed outside cvs; cvs had set it to open.',
      '▲ eu-west-2 IS CLOSED BUT SERVES: no other region is open.',
      '  Decide which should serve: cvs failover open <region>',
      'Players are sent to eu-west-1, then eu-west-2',
      'State table read in eu-west-1; stacks CREATE_COMPLETE',
      '▲ eu-west-2 replica unknown: no answer within 2.5 s',
      '',
      '14:01:00Z eu-west-1 close: open → closed until 14:20:00Z, a…',
      '14:02:00Z eu-west-1 close: open → closed until 14:20:00Z, a…',
      '14:03:00Z eu-west-1 close: open → closed until 14:20:00Z, a…',
      '14:04:00Z eu-west-1 close: open → closed until 14:20:00Z, a…',
      '14:05:00Z eu-west-1 close: open → closed until 14:20:00Z, a…',
    ]);
  });

  test.each([
    { columns: 120, rows: 30 },
    { columns: 80, rows: 24 },
    { columns: 60, rows: 20 },
    { columns: 40, rows: 8 },
  ])('of $columns × $rows is no wider and leaves a row for the cursor', (size) => {
    for (const status of [calmStatus(), stressedStatus()]) {
      const lines = watchFrame(status, size);
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(size.columns);
      expect(lines.length).toBeLessThan(size.rows);
    }
  });
});

/** What a terminal shows that was written to: the few sequences that the screen uses. */
class Terminal {
  isTTY = true;
  columns = 80;
  rows = 24;
  lines: string[] = [''];
  #row = 0;
  #column = 0;

  write(text: string): boolean {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are what is looked at
    for (const [piece] of text.matchAll(/\u001b\[\d*[A-Za-z]|\n|[^\u001b\n]+/g)) {
      const line = this.lines[this.#row] ?? '';
      if (piece === '\n') {
        this.#to(this.#row + 1);
        this.lines[this.#row] ??= '';
      } else if (piece === '\u001b[H') this.#to(0);
      else if (piece === '\u001b[J') this.lines = [...this.lines.slice(0, this.#row), ''];
      else if (piece === '\u001b[K') this.lines[this.#row] = line.slice(0, this.#column);
      else if (piece.endsWith('F')) this.#to(this.#row - Number(piece.slice(2, -1)));
      else {
        this.lines[this.#row] = line.slice(0, this.#column) + piece + line.slice(this.#column + piece.length);
        this.#column += piece.length;
      }
    }
    return true;
  }

  #to(row: number): void {
    this.#row = row;
    this.#column = 0;
  }
}

describe('where a watched status goes', () => {
  test('in a terminal each frame replaces the one before, below the earlier output', () => {
    const terminal = new Terminal();
    terminal.write('$ cvs status --watch\n');
    const show = watchScreen(terminal as never, false);
    show(stressedStatus());
    show(calmStatus('2026-01-31T14:04:00.000Z'));
    const frame = watchFrame(calmStatus('2026-01-31T14:04:00.000Z'), { columns: 80, rows: 24 });
    expect(terminal.lines).toEqual(['$ cvs status --watch', ...frame, '']);
  });

  test('in a terminal that was resized, the frame is redrawn from the top', () => {
    const terminal = new Terminal();
    const show = watchScreen(terminal as never, false);
    show(calmStatus());
    terminal.columns = 60;
    terminal.lines = ['what a narrower', 'terminal made of it', ''];
    show(calmStatus());
    expect(terminal.lines).toEqual([...watchFrame(calmStatus(), { columns: 60, rows: 24 }), '']);
  });

  test('no setting of the terminal is changed', () => {
    const written: string[] = [];
    const output = { isTTY: true, columns: 80, rows: 24, write: (text: string) => written.push(text) > 0 };
    watchScreen(output as never, false)(stressedStatus());
    // DECSET: the cursor hidden, the alternate screen.
    expect(written.join('')).not.toContain('\u001b[?');
  });

  test.each([
    ['elsewhere', false, undefined],
    ['with --plain', true, '1'],
  ])('%s a line a region is appended', (_, isTTY, plain) => {
    if (plain) process.env.CVS_PLAIN = plain;
    const written: string[] = [];
    const show = watchScreen({ isTTY, write: (text: string) => written.push(text) > 0 } as never, false);
    show(stressedStatus());
    show(calmStatus());
    expect(written.join('').split('\n')).toEqual([
      '2026-01-31 14:03:59Z  eu-west-1  closed, SERVES, changed outside cvs  fresh 12 s  #4711, 2.4 s behind  replica current  copilot v4  steering eu-west-1>eu-west-2',
      '2026-01-31 14:03:59Z  eu-west-2  closed until 2026-01-31 14:20:00Z, SERVES  fresh 12 s  #4711, 2.4 s behind  replica unknown  copilot v4  steering eu-west-1>eu-west-2',
      '2026-01-31 14:03:59Z  eu-west-1  open  fresh 12 s  #4711, 2.4 s behind  replica current  copilot v4  steering eu-west-1>eu-west-2',
      '2026-01-31 14:03:59Z  eu-west-2  open  fresh 12 s  #4711, 2.4 s behind  replica current  copilot v4  steering eu-west-1>eu-west-2',
      '',
    ]);
  });

  test('for programs it is one object a line', () => {
    const written: string[] = [];
    const output = { isTTY: true, write: (text: string) => written.push(text) > 0 };
    const show = watchScreen(output as never, true);
    show(calmStatus());
    show(stressedStatus());
    const objects = written.join('').trimEnd().split('\n');
    expect(objects.map((line) => JSON.parse(line) as ClusterStatus)).toEqual([calmStatus(), stressedStatus()]);
  });
});

describe('the status shown once', () => {
  test('is a table where it fits, else lines that fit', () => {
    expect(statusTable(calmStatus()).split('\n')[2]).toMatch(/^REGION +DISTRIBUTION +STACKS +COPILOT +STATE/);
    expect(statusTable(calmStatus(), 80).split('\n').slice(0, 8)).toEqual([
      'On air from eu-west-1; eu-west-2 ready.',
      '',
      'eu-west-1  d111111abcdef8.cloudfront.net',
      '  stacks          CREATE_COMPLETE',
      '  copilot         attached v4',
      '  state           open',
      '  stream          fresh, 12 s ago',
      '  master playlist current',
    ]);
  });

  test.each([
    ['outdated', 'playlist.m3u8 not what the streams say now', ' To fix it: cvs playlist publish'],
    ['missing', 'playlist.m3u8 not published', ' To fix it: cvs playlist publish'],
    ['unknown', 'The rungs of eu-west-1 and eu-west-2 differ', ''],
  ] as const)('says once why a master playlist is %s, and how to fix it', (status, detail, cure) => {
    const calm = calmStatus();
    const regions = calm.regions.map((one) => ({
      ...one,
      masterPlaylist: { known: true, value: { status, detail } } as const,
    }));
    const why = statusTable({ ...calm, regions })
      .split('\n')
      .filter((line) => line.startsWith('▲'));
    expect(why).toEqual([`▲ The master playlist in eu-west-1 and eu-west-2 is ${status}: ${detail}.${cure}`]);
  });

  test('says words instead of signs with --plain', () => {
    process.env.CVS_PLAIN = '1';
    expect(statusTable(stressedStatus())).toContain('warning: eu-west-1 IS CLOSED BUT SERVES');
    expect(statusTable(stressedStatus())).not.toContain('▲');
  });
});
