import { describe, expect, test } from '@jest/globals';
import {
  evaluateConditions,
  pruneConditions,
} from '../../../../../../src/sandbox/services/cloudformation/model/template/conditions.js';
import { parseTemplate } from '../../../../../../src/sandbox/services/cloudformation/model/template/parse-template.js';

const evaluate = (yaml: string) => evaluateConditions(parseTemplate(yaml) as Record<string, unknown>, (value) => value);

describe('conditions', () => {
  test('combine, whatever their order', () => {
    const conditions = evaluate(`
All: !And [!Condition Same, !Not [!Condition Differ]]
Any: !Or [!Condition Differ, !Equals [1, '1']]
None: !Or [!Condition Differ, !Not [!Condition Same]]
Same: !Equals [a, a]
Differ: !Equals [a, b]
`);
    expect(conditions).toEqual({ All: true, Any: true, None: false, Same: true, Differ: false });
  });

  test('that refer to each other in a circle, or to nothing, are refused', () => {
    expect(() => evaluate('A: !Not [!Condition B]\nB: !Not [!Condition A]')).toThrow(/Circular dependency/);
    expect(() => evaluate('A: !Not [!Condition B]')).toThrow(/Unresolved condition dependency B/);
    expect(() => evaluate('A: true')).toThrow(/Conditions can only be boolean operations/);
  });

  test('pick branches, nested ones too', () => {
    const value = parseTemplate('[!If [Yes, !If [No, 1, 2], 3], { k: !If [No, 4, { l: !If [Yes, 5, 6] }] }]');
    expect(pruneConditions(value, { Yes: true, No: false })).toEqual([2, { k: { l: 5 } }]);
  });
});
