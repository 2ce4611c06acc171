// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of Fn::Sub look like those of template strings
import { describe, expect, test } from '@jest/globals';
import {
  resolveValue,
  type Scope,
} from '../../../../../../src/sandbox/services/cloudformation/model/template/intrinsics.js';
import { parseTemplate } from '../../../../../../src/sandbox/services/cloudformation/model/template/parse-template.js';

const scope: Scope = {
  mappings: { Sizes: { 'eu-west-1': { Small: 1, List: ['a', 'b'] } } },
  ref: (name) => ({ Name: 'n', List: ['x', 'y'], 'AWS::Region': 'eu-west-1' })[name],
  getAtt: (id, attribute) => `${id}/${attribute}`,
  importValue: (name) => `imported ${name}`,
};

/** Resolves the YAML of one value. */
const resolved = (yaml: string) => (resolveValue(parseTemplate(`V: ${yaml}`), scope) as { V: unknown }).V;

describe('intrinsic functions', () => {
  test.each([
    ['!Ref Name', 'n'],
    ['{ Ref: List }', ['x', 'y']],
    ['!GetAtt A.B.C', 'A/B.C'],
    ['!GetAtt [A, B]', 'A/B'],
    ['{ "Fn::GetAtt": A.B }', 'A/B'],
    ["!Sub '${Name}-${A.B}-${!Name}-${AWS::Region}'", 'n-A/B-${Name}-eu-west-1'],
    ["!Sub ['${Name}-${Own}', { Own: !Ref AWS::Region }]", 'n-eu-west-1'],
    ["!Sub '$notavariable {Name} $'", '$notavariable {Name} $'],
    ["!Join ['-', [a, !Ref Name, 5, !Ref AWS::NoValue]]", 'a-n-5'],
    ["!Join [',', !Ref List]", 'x,y'],
    ["!Select [1, !Split ['/', a/b/c]]", 'b'],
    ["!Select ['0', !Ref List]", 'x'],
    ['!Base64 hello', 'aGVsbG8='],
    ['!FindInMap [Sizes, !Ref AWS::Region, Small]', 1],
    ['!FindInMap [Sizes, eu-west-1, List]', ['a', 'b']],
    ["!ImportValue { 'Fn::Sub': '${Name}-x' }", 'imported n-x'],
    ['{ a: !Ref AWS::NoValue, b: [1, !Ref AWS::NoValue] }', { b: [1] }],
    ['2012-10-17', '2012-10-17'],
  ])('%s', (yaml, value) => {
    expect(resolved(yaml)).toEqual(value);
  });

  test.each([
    ['!Select [2, [a, b]]', 'Template error: Fn::Select cannot select nonexistent value at index 2'],
    ['!FindInMap [Sizes, mars, Small]', 'Template error: Unable to get mapping for Sizes::mars::Small'],
    ['!GetAZs eu-west-1', 'Template error: Encountered unsupported function: Fn::GetAZs'],
    ["!Sub '${List}'", 'Template error: Fn::Sub expects a string, not ["x","y"]'],
    ["!Sub '${a + b}'", /^Template error: variable names in Fn::Sub syntax must contain only/],
    ['!GetAtt Lonely', /^Template error: every Fn::GetAtt object requires two non-empty parameters/],
  ])('%s is refused', (yaml, message) => {
    expect(() => resolved(yaml)).toThrow(message);
  });
});

describe('template text', () => {
  test('may be JSON, or YAML with anchors', () => {
    expect(parseTemplate('{"A": {"Ref": "B"}}')).toEqual({ A: { Ref: 'B' } });
    expect(parseTemplate('A: &a { X: !Ref B }\nC: *a')).toEqual({ A: { X: { Ref: 'B' } }, C: { X: { Ref: 'B' } } });
  });

  test('says where it is malformed', () => {
    expect(() => parseTemplate('A: 1\nB: [2')).toThrow(
      /^Template format error: YAML not well-formed\. \(line 2, column/,
    );
    expect(() => parseTemplate('A: 1\nA: 2')).toThrow(/Map keys must be unique/);
  });
});
