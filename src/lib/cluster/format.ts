import { Document, isMap, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Cluster } from './cluster.js';
import { CLUSTER_FILE_VERSION } from './migrate.js';

/** Comments that `cvs init` writes into the file, by top-level key. */
const COMMENTS: Readonly<Record<string, string>> = {
  name: ' Prefix of the stacks and name of the state table.',
  regions: ' In order: the first is RegionOne, the second RegionTwo.',
  assets: ' Buckets <bucketBaseName>-<region> hold the templates and Lambda packages.',
  failover: ' steer: players leave a stale region by steering. off: only operators move players.',
  detector: ' A playlist is stale after its target duration × durationMultiplier without a new segment.',
};

/**
 * A cluster file as text, with comments.
 *
 * @param schema path or URL of the JSON Schema, for editors
 */
export function formatCluster(cluster: Cluster, schema: string): string {
  const document = new Document({ version: CLUSTER_FILE_VERSION, ...cluster });
  document.commentBefore = ` yaml-language-server: $schema=${schema}`;
  const root = document.contents as unknown as YAMLMap<
    { commentBefore?: string | null; spaceBefore?: boolean; value: string },
    Node
  >;
  root.items.forEach((pair) => {
    const comment = COMMENTS[pair.key.value];
    if (comment) pair.key.commentBefore = comment;
    pair.key.spaceBefore = pair.key.value !== 'version';
    // Maps and lists get one line per value, as in the examples.
    if (isMap(pair.value) && pair.key.value !== 'tags') pair.value.flow = false;
    if (isSeq(pair.value)) pair.value.flow = false;
  });
  return document.toString({ lineWidth: 0 });
}
