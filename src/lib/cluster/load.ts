import { readFile } from 'node:fs/promises';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { CvsError, ExitCode, messageOf, usageError } from '../errors.js';
import { nearest } from '../nearest.js';
import type { Cluster } from './cluster.js';
import { CLUSTER_FILE_VERSION, migrate, versionOf } from './migrate.js';
import { type ClusterIssue, checkCluster, clusterJsonSchema } from './schema.js';

/**
 * Reads and checks a cluster file.
 *
 * @throws CvsError (exit code 2) when it is missing, not YAML, or not a cluster; it names every problem with its line.
 */
export async function loadCluster(path: string): Promise<Cluster> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw usageError(
        'CLUSTER_FILE_MISSING',
        `There is no cluster file at ${path}.`,
        'Make one with: cvs init',
        'Name another with --cluster-file or CVS_CLUSTER_FILE.',
      );
    }
    throw new CvsError({
      code: 'CLUSTER_FILE_UNREADABLE',
      message: `The cluster file ${path} cannot be read: ${(error as Error).message}`,
      exitCode: ExitCode.usage,
      cause: error,
    });
  }
  return parseCluster(text, path);
}

/** The same for text that was already read; `path` is for messages only. */
export function parseCluster(text: string, path: string): Cluster {
  return parseClusterDocument(text, path).cluster;
}

/**
 * A cluster file as a YAML document with its comments, migrated to this version, and the cluster in it.
 *
 * @throws CvsError (exit code 2) CLUSTER_FILE_INVALID or CLUSTER_FILE_NEWER
 */
export function parseClusterDocument(text: string, path: string): { cluster: Cluster; document: Document } {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `:${line}:${col}`;
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) {
    throw usageError(
      'CLUSTER_FILE_INVALID',
      `${path}${place(broken.pos[0])} is not YAML: ${broken.message}`,
      'Correct the line, or start over with: cvs init --force',
    );
  }
  const version = versionOf(document);
  if (version !== undefined && version > CLUSTER_FILE_VERSION) {
    throw usageError(
      'CLUSTER_FILE_NEWER',
      `${path} has version ${version}. This cvs knows versions up to ${CLUSTER_FILE_VERSION}.`,
      'Use the version of cvs that wrote it, or a newer one.',
    );
  }
  // Nodes of the text keep their positions for messages; only new nodes have none.
  if (version !== undefined) migrate(document, version);
  const checked = checkCluster(valuesOf(document, path) ?? {});
  if ('cluster' in checked) return { cluster: checked.cluster, document };
  const problems = checked.issues.map((issue) => `${path}${position(issue)}: ${describe(issue)}`);
  throw usageError(
    'CLUSTER_FILE_INVALID',
    problems.length === 1
      ? (problems[0] as string)
      : `${path} has ${problems.length} problems:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    'Correct the lines, or start over with: cvs init --force',
  );

  function position(issue: ClusterIssue): string {
    if (issue.unknownKey) {
      const parent = issue.path.length > 1 ? document.getIn(issue.path.slice(0, -1), true) : document.contents;
      const pair = isMap(parent)
        ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === issue.path.at(-1))
        : undefined;
      if (isScalar(pair?.key) && pair.key.range) return place(pair.key.range[0]);
    }
    // A missing key has no position, so its parent's is shown.
    for (let depth = issue.path.length; depth >= 0; depth -= 1) {
      const node = depth === 0 ? document.contents : document.getIn(issue.path.slice(0, depth), true);
      if (isNode(node) && node.range) return place(node.range[0]);
    }
    return '';
  }

  function describe(issue: ClusterIssue): string {
    const name = issue.path.reduce<string>(
      (path, key) => (typeof key === 'number' ? `${path}[${key}]` : path ? `${path}.${key}` : key),
      '',
    );
    const value: unknown = issue.path.length ? document.getIn(issue.path) : undefined;
    const shown = typeof value === 'string' || typeof value === 'number' ? ` (is ${JSON.stringify(value)})` : '';
    return `${name || 'the file'} ${issue.message}${shown}${issue.unknownKey ? known(issue) : ''}`;
  }
  function known(issue: ClusterIssue): string {
    const keys = knownKeys(issue.path.slice(0, -1));
    const meant = nearest(String(issue.path.at(-1)), keys);
    return meant ? `; did you mean ${meant}?` : `; known here: ${keys.join(', ')}`;
  }
}

/** @throws CvsError CLUSTER_FILE_INVALID where an alias names nothing, or aliases multiply beyond all measure */
function valuesOf(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw usageError(
      'CLUSTER_FILE_INVALID',
      `${path} has an alias (*) that cannot be resolved: ${messageOf(error)}`,
      'Write out the value that the alias stands for.',
    );
  }
}

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
}

/** The keys that the schema has at a place of the cluster file. */
function knownKeys(path: readonly (string | number)[]): string[] {
  let node: SchemaNode | undefined = clusterJsonSchema();
  for (const key of path) node = typeof key === 'number' ? node?.items : node?.properties?.[key];
  return Object.keys(node?.properties ?? {});
}
