import { describe, expect, test } from '@jest/globals';
import { Pathways, PENALTY_MS } from '../../../src/lib/synthetic-viewer/pathways.js';

describe('the pathway of a player', () => {
  test('is the one that the tag names, or else the first', () => {
    expect(new Pathways(['a', 'b'], 'b').current).toBe('b');
    expect(new Pathways(['a', 'b'], undefined).current).toBe('a');
    expect(new Pathways(['a', 'b'], 'mars').current).toBe('a');
  });

  test('is the first of the priority that the playlist has', () => {
    const pathways = new Pathways(['a', 'b']);
    expect(pathways.steer(['a', 'b'], 0)).toBe('a');
    expect(pathways.steer(['mars', 'b', 'a'], 0)).toBe('b');
    expect(pathways.steer(['b'], 0)).toBe('b');
    expect(pathways.steer(['mars'], 0)).toBe('b');
    expect(pathways.current).toBe('b');
  });

  test('changes when it fails, and is left alone for 300 s, whatever steering says', () => {
    const pathways = new Pathways(['a', 'b']);
    expect(pathways.fail('a', 1_000)).toBe('b');
    expect(pathways.steer(['a', 'b'], 1_000 + PENALTY_MS)).toBe('b');
    expect(pathways.steer(['a', 'b'], 1_001 + PENALTY_MS)).toBe('a');
  });

  test('is the last resort when every other failed', () => {
    const pathways = new Pathways(['a', 'b']);
    pathways.fail('a', 0);
    expect(pathways.fail('b', 40_000)).toBeUndefined();
    expect(pathways.current).toBe('b');
  });

  test('stays when it is one that was left already that fails', () => {
    const pathways = new Pathways(['a', 'b']);
    pathways.steer(['b', 'a'], 0);
    expect(pathways.fail('a', 10)).toBe('b');
    expect(pathways.current).toBe('b');
  });

  test('does not change to one that steering leaves out', () => {
    const pathways = new Pathways(['a', 'b', 'c']);
    pathways.steer(['a', 'c'], 0);
    expect(pathways.fail('a', 0)).toBe('c');
  });
});
