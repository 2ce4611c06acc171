import { CvsError } from '../../errors.js';
import { listOf } from '../../list-of.js';
import type { View } from '../view.js';
import { describeTable } from './describe-table.js';

/** In which regions the state table is. */
export interface TablePresence {
  there: readonly string[];
  absent: readonly string[];
  /** Regions that gave no answer. */
  unknown: readonly string[];
}

/** Looks for the state table in every region of the cluster. Never rejects. */
export async function readTablePresence(view: View): Promise<TablePresence> {
  const { cluster, clients } = view.context;
  const looked = await Promise.all(
    cluster.regions.map(async ({ region }) => {
      const fact = await view.fact(() =>
        view.read(`table/${region}`, (signal) => describeTable(clients, region, cluster.name, signal)),
      );
      return { region, state: fact.known ? (fact.value ? 'there' : 'absent') : 'unknown' };
    }),
  );
  const regionsWith = (state: string) => looked.filter((one) => one.state === state).map(({ region }) => region);
  return { there: regionsWith('there'), absent: regionsWith('absent'), unknown: regionsWith('unknown') };
}

/** Whether the table was certainly deleted, or never made. */
export function isNowhere({ there, unknown }: TablePresence): boolean {
  return there.length === 0 && unknown.length === 0;
}

/**
 * The error for a table that one region has and another has not. CloudFormation can neither make a table where a replica
 * stands already nor add the replica to a table that is not its own. DynamoDB adds it with all items ("Creating a
 * global table replica", Amazon DynamoDB Developer Guide).
 */
export function replicaMissing(table: string, { there, absent }: TablePresence): CvsError | undefined {
  const [survivor] = there;
  const [first] = absent;
  if (survivor === undefined || first === undefined) return undefined;
  const updates = JSON.stringify(absent.map((RegionName) => ({ Create: { RegionName } })));
  return new CvsError({
    code: 'REPLICA_MISSING',
    message: `The state table ${table} has no replica in ${listOf(absent)}, and stands in ${listOf(there)}. It was deleted outside cvs, or left by an earlier deployment.`,
    suggestions: [
      `Add the replica again, with all items: aws dynamodb update-table --region ${survivor} --table-name ${table} --replica-updates '${updates}'`,
      `Wait until it is there: aws dynamodb wait table-exists --region ${first} --table-name ${table}`,
    ],
  });
}
