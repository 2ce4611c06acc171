import type { ResourceProperties } from './resource-handler.js';
import type { Members, ResourceShape, Shape } from './shape.js';

/** CloudFormation's names of JSON types. */
const JSON_NAMES = { string: 'String', number: 'Number', boolean: 'Boolean', array: 'JSONArray', object: 'JSONObject' };

const TAG: Members = { 'Key!': 'string', 'Value!': 'string' };

/**
 * The mistakes that CloudFormation finds in a resource's properties before it calls the service, one line each, with
 * the place as a JSON pointer. References are resolved; numbers and booleans may be text, as parameters are.
 */
export function propertyMistakes(properties: ResourceProperties, resource: ResourceShape): string[] {
  const mistakes: string[] = [];
  checkMembers('#', properties, resource.properties);
  return mistakes;

  function checkMembers(path: string, value: Readonly<Record<string, unknown>>, members: Members): void {
    const shapes = new Map(Object.entries(members).map(([name, shape]) => [name.replace('!', ''), shape]));
    for (const key of Object.keys(value)) {
      if (!shapes.has(key)) mistakes.push(`${path}: extraneous key [${key}] is not permitted`);
    }
    for (const name of Object.keys(members)) {
      const key = name.replace('!', '');
      const member = value[key];
      if (member !== undefined && member !== null) check(`${path}/${key}`, member, members[name] as Shape);
      else if (name.endsWith('!')) mistakes.push(`${path}: required key [${key}] not found`);
    }
  }

  function check(path: string, value: unknown, shape: Shape): void {
    if (typeof shape === 'string') {
      checkNamed(path, value, shape);
    } else if ('any' in shape) {
      checkAny(path, value, shape.any);
    } else if ('list' in shape) {
      if (!Array.isArray(value)) expected(path, 'array', value);
      else for (const [index, one] of value.entries()) check(`${path}/${index}`, one, shape.list);
    } else if (!isObject(value)) {
      expected(path, 'object', value);
    } else {
      for (const [key, one] of Object.entries(value)) check(`${path}/${key}`, one, shape.map);
    }
  }

  function checkNamed(path: string, value: unknown, name: string): void {
    const members = name === 'tag' ? TAG : name.startsWith('#') ? resource.definitions[name.slice(1)] : undefined;
    if (members) {
      if (isObject(value)) checkMembers(path, value, members);
      else expected(path, 'object', value);
    } else if (name === 'json') {
      // An object, a list, or its text.
    } else if (typeof value === 'object') {
      expected(path, scalarOf(name), value);
    } else if ((name === 'number' || name === 'integer') && !fitsNumber(value, name)) {
      expected(path, 'number', value);
    } else if (name === 'boolean' && !/^(true|false)$/i.test(String(value))) {
      expected(path, 'boolean', value);
    }
  }

  /** When no alternative fits, the mistakes of the first alternative are reported. */
  function checkAny(path: string, value: unknown, shapes: readonly Shape[]): void {
    const start = mistakes.length;
    let first: string[] | undefined;
    for (const shape of shapes) {
      check(path, value, shape);
      const said = mistakes.splice(start);
      if (said.length === 0) return;
      first ??= said;
    }
    mistakes.push(...(first ?? []));
  }

  function expected(path: string, wanted: keyof typeof JSON_NAMES, value: unknown): void {
    const found = Array.isArray(value) ? 'array' : (typeof value as keyof typeof JSON_NAMES);
    mistakes.push(`${path}: expected type: ${JSON_NAMES[wanted]}, found: ${JSON_NAMES[found]}`);
  }
}

function scalarOf(name: string): 'string' | 'number' | 'boolean' {
  if (name === 'boolean') return 'boolean';
  return name === 'number' || name === 'integer' ? 'number' : 'string';
}

function fitsNumber(value: unknown, name: 'number' | 'integer'): boolean {
  const number = typeof value === 'boolean' || value === '' ? Number.NaN : Number(value);
  return name === 'integer' ? Number.isInteger(number) : Number.isFinite(number);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
