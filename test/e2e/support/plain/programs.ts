import { execa } from 'execa';

/** A player without content steering that runs as a program. */
export interface Program {
  name: string;
  command: string;
  args(url: string, proxy: string): string[];
  env?(proxy: string): Record<string, string>;
  /** Sent to it again and again, to make it say where it is. */
  ask?: string;
  /** Where it is in the stream, in s, from a line that it printed. */
  position(line: string): number | undefined;
}

const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));

export const PROGRAMS: readonly Program[] = [
  {
    name: 'ffmpeg',
    command: 'ffmpeg',
    args: (url, proxy) => [
      ...['-nostdin', '-loglevel', 'error', '-stats_period', '0.2', '-progress', 'pipe:1'],
      ...['-http_proxy', proxy, '-re', '-i', url, '-map', '0:v:0', '-map', '0:a:0', '-f', 'null', '-'],
    ],
    env: (proxy) => ({ http_proxy: proxy }),
    position: (line) => {
      const us = number(/^out_time_us=(\d+)/.exec(line)?.[1]);
      return us === undefined ? undefined : us / 1e6;
    },
  },
  {
    name: 'GStreamer',
    command: 'gst-launch-1.0',
    args: (url) => [
      ...['playbin3', `uri=${url}`],
      ...['video-sink=progressreport update-freq=1 ! fakesink sync=true', 'audio-sink=fakesink sync=true'],
    ],
    env: (proxy) => ({ http_proxy: proxy }),
    position: (line) => number(/^progressreport.*\): (\d+)/.exec(line)?.[1]),
  },
  {
    name: 'VLC',
    command: 'vlc',
    args: (url, proxy) => [
      ...['--intf', 'rc', '--rc-fake-tty', '--vout', 'vdummy', '--aout', 'adummy'],
      ...['--http-proxy', proxy, url],
    ],
    ask: 'get_time\n',
    position: (line) => number(/^(?:> )?(\d+)\s*$/.exec(line)?.[1]),
  },
];

/** What to tell somebody who lacks one. */
export const HOW_TO_GET_PROGRAMS = 'scripts/install-players.sh installs them.';

/** Which of them are installed. */
export async function installed(): Promise<{ found: readonly Program[]; missing: readonly string[] }> {
  const there = await Promise.all(
    PROGRAMS.map(
      async ({ command }) => !(await execa('sh', ['-c', `command -v ${command}`], { reject: false })).failed,
    ),
  );
  return {
    found: PROGRAMS.filter((_, index) => there[index]),
    missing: PROGRAMS.filter((_, index) => !there[index]).map(({ name }) => name),
  };
}
