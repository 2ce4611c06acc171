import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { validationError } from '../errors.js';

/**
 * Reads a template's text, JSON or YAML, into plain values; the YAML short forms (`!Sub x`) become the long ones.
 *
 * Source: CloudFormation User Guide, "CloudFormation template formats" and "Intrinsic function reference".
 *
 * @throws ServiceError when the text is neither, with the place.
 */
export function parseTemplate(text: string): unknown {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The YAML parser reads flow mappings, and its errors name the place.
    }
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'core', logLevel: 'silent', lineCounter: lines });
  const error = document.errors[0];
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    const what = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '');
    throw validationError(`Template format error: YAML not well-formed. (line ${line}, column ${col}) ${what}`);
  }
  const anchors = new Map<string, Node>();
  return document.contents ? toValue(document.contents, anchors) : undefined;
}

function toValue(node: unknown, anchors: Map<string, Node>): unknown {
  if (isAlias(node)) return toValue(anchors.get(node.source), anchors);
  if (!isScalar(node) && !isSeq(node) && !isMap(node)) return node;
  if (node.anchor) anchors.set(node.anchor, node);
  const value = isScalar(node)
    ? node.value
    : isSeq(node)
      ? node.items.map((item) => toValue(item, anchors))
      : entries(node, anchors);
  return node.tag?.startsWith('!') && node.tag !== '!' ? longForm(node.tag.slice(1), value) : value;
}

function entries(map: YAMLMap, anchors: Map<string, Node>): Record<string, unknown> {
  const pairs = map.items
    .filter(isPair)
    .map((pair) => [String(toValue(pair.key, anchors)), toValue(pair.value, anchors)]);
  return Object.fromEntries(pairs) as Record<string, unknown>;
}

function longForm(name: string, value: unknown): Record<string, unknown> {
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name === 'GetAtt' && typeof value === 'string') {
    // The logical id has no dots; what follows the first one is the attribute, dots and all.
    const dot = value.indexOf('.');
    return { 'Fn::GetAtt': dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
  }
  return { [`Fn::${name}`]: value };
}
