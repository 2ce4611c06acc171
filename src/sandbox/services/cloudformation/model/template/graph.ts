import { validationError } from '../errors.js';

/** The nodes that each node waits for. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** @throws ServiceError `ValidationError` that names the nodes of every cycle. */
export function assertAcyclic(graph: Graph): void {
  const left = new Map([...graph].map(([node, waitsFor]) => [node, new Set(waitsFor)]));
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const [node, waitsFor] of left) {
      if ([...waitsFor].some((other) => left.has(other))) continue;
      left.delete(node);
      shrunk = true;
    }
  }
  // A node that waits for a cycle is named too, as CloudFormation does.
  if (left.size) throw validationError(`Circular dependency between resources: [${[...left.keys()].join(', ')}]`);
}

/** The same graph with every edge reversed: the order of a deletion. */
export function reversed(graph: Graph): Graph {
  const turned = new Map([...graph.keys()].map((node) => [node, new Set<string>()]));
  for (const [node, waitsFor] of graph) {
    for (const other of waitsFor) turned.get(other)?.add(node);
  }
  return turned;
}

/**
 * Visits every node of an acyclic graph as soon as all it waits for was visited with success, as many at once as
 * that allows. A node is not visited when something it waits for failed or was not visited itself.
 *
 * @param visit resolves to whether it succeeded; must not reject.
 */
export async function visitInOrder(graph: Graph, visit: (node: string) => Promise<boolean>): Promise<void> {
  const visits = new Map<string, Promise<boolean>>();
  const start = (node: string): Promise<boolean> => {
    let running = visits.get(node);
    if (!running) {
      running = Promise.all([...(graph.get(node) ?? [])].map(start)).then(
        (before) => before.every(Boolean) && visit(node),
      );
      visits.set(node, running);
    }
    return running;
  };
  await Promise.all([...graph.keys()].map(start));
}
