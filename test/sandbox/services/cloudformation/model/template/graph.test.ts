import { describe, expect, test } from '@jest/globals';
import {
  assertAcyclic,
  type Graph,
  reversed,
  visitInOrder,
} from '../../../../../../src/sandbox/services/cloudformation/model/template/graph.js';

const graph = (edges: Record<string, string[]>): Graph =>
  new Map(Object.entries(edges).map(([node, waitsFor]) => [node, new Set(waitsFor)]));
const diamond = graph({ top: ['left', 'right'], left: ['bottom'], right: ['bottom'], bottom: [] });

describe('the order of resources', () => {
  test('visits each node once, after all it waits for, and siblings at the same time', async () => {
    const visited: string[] = [];
    let together = 0;
    let most = 0;
    await visitInOrder(diamond, async (node) => {
      together += 1;
      most = Math.max(most, together);
      await new Promise((resolve) => setImmediate(resolve));
      together -= 1;
      visited.push(node);
      return true;
    });
    expect(visited).toEqual(['bottom', 'left', 'right', 'top']);
    expect(most).toBe(2);
  });

  test('leaves out what waits for a failure', async () => {
    const visited: string[] = [];
    await visitInOrder(diamond, async (node) => {
      visited.push(node);
      return node !== 'left';
    });
    expect(visited.sort()).toEqual(['bottom', 'left', 'right']);
  });

  test('is reversed for deletion', () => {
    expect(reversed(diamond)).toEqual(graph({ top: [], left: ['top'], right: ['top'], bottom: ['left', 'right'] }));
  });

  test('has no cycle', () => {
    expect(() => assertAcyclic(diamond)).not.toThrow();
    expect(() => assertAcyclic(graph({ a: ['b'], b: ['a'], c: [] }))).toThrow(
      'Circular dependency between resources: [a, b]',
    );
  });
});
