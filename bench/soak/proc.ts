import { readdir, readFile, readlink } from 'node:fs/promises';

/** What Linux says of a process. */
export interface ProcessReading {
  /** Resident memory, in bytes. */
  rssBytes: number;
  descriptors: number;
  /** Those of them that are sockets. */
  sockets: number;
  threads: number;
}

/** Everything that a process started, and what that started. */
export interface ChildrenReading {
  /** Their memory, in bytes: a page that several share counts once in all (PSS). */
  bytes: number;
  /** By process id: what each shares with no other, in bytes. */
  own: ReadonlyMap<number, number>;
}

/** Reads /proc; undefined when the process is gone. */
export async function readProcess(pid: number): Promise<ProcessReading | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const names = await readdir(`/proc/${pid}/fd`);
    const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
    return {
      rssBytes: field(status, 'VmRSS') * 1024,
      descriptors: names.length,
      sockets: links.filter((link) => link.startsWith('socket:')).length,
      threads: field(status, 'Threads'),
    };
  } catch {
    return undefined;
  }
}

export async function readChildren(pid: number): Promise<ChildrenReading> {
  const children = await descendants(pid);
  let bytes = 0;
  const own = new Map<number, number>();
  const read = async (child: number) => {
    const text = await readFile(`/proc/${child}/smaps_rollup`, 'utf8').catch(() => '');
    bytes += field(text, 'Pss') * 1024;
    own.set(child, (field(text, 'Private_Clean') + field(text, 'Private_Dirty')) * 1024);
  };
  await Promise.all(children.map(read));
  return { bytes, own };
}

function field(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
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
