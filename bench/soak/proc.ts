import { readdir, readFile, readlink } from 'node:fs/promises';

/** What Linux says of a process and of everything that it started. */
export interface ProcessReading {
  /** Resident memory of the process itself, in bytes. */
  rssBytes: number;
  /** Resident memory of all that it started, in bytes. Pages that they share count for each. */
  childrenRssBytes: number;
  children: number;
  /** Open descriptors of the process itself. */
  descriptors: number;
  /** Those of them that are sockets. */
  sockets: number;
  threads: number;
}

/** Reads /proc; undefined when the process is gone. */
export async function readProcess(pid: number): Promise<ProcessReading | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const names = await readdir(`/proc/${pid}/fd`);
    const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
    const children = await descendants(pid);
    const sizes = await Promise.all(children.map(rssOf));
    return {
      rssBytes: field(status, 'VmRSS') * 1024,
      childrenRssBytes: sizes.reduce((sum, size) => sum + size, 0),
      children: children.length,
      descriptors: names.length,
      sockets: links.filter((link) => link.startsWith('socket:')).length,
      threads: field(status, 'Threads'),
    };
  } catch {
    return undefined;
  }
}

async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return field(status, 'VmRSS') * 1024;
}

function field(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}

/** All processes below one; those that end meanwhile are left out. */
async function descendants(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  const children = lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  const below = await Promise.all(children.map(descendants));
  return [...children, ...below.flat()];
}
