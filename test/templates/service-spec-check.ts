import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType, Resource, TypeDefinition } from '@aws-cdk/service-spec-types';
import type { Any } from './raw-templates.js';

type Properties = Record<string, Property>;

/** Attributes and properties of every resource type, as AWS publishes them. */
const database = loadAwsServiceSpecSync();

/** A resource type, or nothing where AWS has none of that name. */
export function specOf(type: string): Resource | undefined {
  return database.lookup('resource', 'cloudFormationType', 'equals', type).at(0);
}

/**
 * What AWS's resource schemas would say against a template: unknown types, unknown or missing properties at any depth,
 * values of the wrong type, attributes that there are not.
 *
 * @param template as data, intrinsic functions in their long form
 */
export function checkAgainstSpec(template: Any): string[] {
  const problems: string[] = [];
  for (const [id, resource] of Object.entries<Any>(template.Resources)) {
    const spec = specOf(resource.Type);
    if (spec) new Checker(template, problems).object(id, resource.Properties ?? {}, spec.properties);
    else problems.push(`${id}: unknown type ${resource.Type}`);
  }
  new Checker(template, problems).outputs();
  return problems;
}

class Checker {
  readonly #template: Any;
  readonly #problems: string[];

  constructor(template: Any, problems: string[]) {
    this.#template = template;
    this.#problems = problems;
  }

  outputs(): void {
    for (const [name, output] of Object.entries<Any>(this.#template.Outputs ?? {})) {
      this.#value(`Outputs.${name}`, output.Value, [{ type: 'string' }]);
    }
  }

  object(path: string, value: Any, properties: Properties): void {
    if (!isPlain(value)) {
      this.#problems.push(`${path}: not an object`);
      return;
    }
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(properties, key)) this.#problems.push(`${path}: unknown property ${key}`);
    }
    for (const [name, property] of Object.entries(properties)) {
      if (value[name] === undefined) {
        if (property.required) this.#problems.push(`${path}: ${name} is missing`);
      } else this.#value(`${path}.${name}`, value[name], [property.type, ...(property.previousTypes ?? [])]);
    }
  }

  /** A value fits when one of the types takes it; the problems told are the first type's. */
  #value(path: string, value: Any, types: readonly PropertyType[]): void {
    const [name, argument] = intrinsic(value) ?? [];
    if (name === 'Fn::If') {
      for (const branch of [argument[1], argument[2]]) {
        if (branch?.Ref !== 'AWS::NoValue') this.#value(path, branch, types);
      }
      return;
    }
    let told: string[] | undefined;
    for (const type of types) {
      const problems: string[] = [];
      const checker = new Checker(this.#template, problems);
      if (name) checker.#computed(path, name, argument, type);
      else checker.#typed(path, value, type);
      if (problems.length === 0) return;
      told ??= problems;
    }
    this.#problems.push(...(told ?? []));
  }

  #typed(path: string, value: Any, type: PropertyType): void {
    const expect = (fits: boolean) => {
      if (!fits) this.#problems.push(`${path}: ${JSON.stringify(value)} is not of type ${type.type}`);
      return fits;
    };
    switch (type.type) {
      case 'string':
      case 'date-time':
        expect(typeof value === 'string');
        return;
      case 'integer':
        expect(Number.isInteger(value));
        return;
      case 'number':
        expect(typeof value === 'number');
        return;
      case 'boolean':
        expect(typeof value === 'boolean');
        return;
      case 'json':
        expect(isPlain(value) || Array.isArray(value));
        for (const inner of nestedIntrinsics(value)) this.#references(path, ...inner);
        return;
      case 'tag':
        if (expect(isPlain(value))) this.object(path, value, TAG);
        return;
      case 'array':
        if (expect(Array.isArray(value))) {
          for (const [index, one] of value.entries()) this.#value(`${path}[${index}]`, one, [type.element]);
        }
        return;
      case 'map':
        if (expect(isPlain(value))) {
          for (const [key, one] of Object.entries<Any>(value)) this.#value(`${path}.${key}`, one, [type.element]);
        }
        return;
      case 'ref':
        this.object(path, value, (database.get('typeDefinition', type.reference.$ref) as TypeDefinition).properties);
        return;
      case 'union':
        this.#value(path, value, type.types);
        return;
      default:
        this.#problems.push(`${path}: the check does not know the type ${type.type}`);
    }
  }

  /** Intrinsic functions give text here, but where a number's parameter or a list is asked for. */
  #computed(path: string, name: string, argument: Any, type: PropertyType): void {
    this.#references(path, name, argument);
    if (name === 'Fn::Split') {
      if (type.type !== 'array') this.#problems.push(`${path}: ${name} gives a list, not ${type.type}`);
      return;
    }
    const scalar = ['string', 'json', 'date-time'];
    const parameter = name === 'Ref' ? this.#template.Parameters?.[argument] : undefined;
    if (parameter?.Type === 'Number') scalar.push('integer', 'number');
    if (type.type === 'union') {
      if (!type.types.some((one) => scalar.includes(one.type))) this.#problems.push(`${path}: ${name} gives text`);
    } else if (!scalar.includes(type.type)) this.#problems.push(`${path}: ${name} gives text, not ${type.type}`);
  }

  /** Every reference of an intrinsic function names something, and every attribute is one of its type's. */
  #references(path: string, name: string, argument: Any): void {
    const resource = (id: string) => this.#template.Resources[id];
    const known = (id: string) => resource(id) || this.#template.Parameters?.[id] || /^AWS::/.test(id);
    const attribute = (id: string, attributeName: string) => {
      const attributes = resource(id) ? specOf(resource(id).Type)?.attributes : undefined;
      if (!attributes?.[attributeName]) this.#problems.push(`${path}: ${id} has no attribute ${attributeName}`);
    };
    if (name === 'Ref' && !known(argument)) this.#problems.push(`${path}: ${argument} is not there`);
    if (name === 'Fn::GetAtt') attribute(argument[0], argument[1]);
    if (name === 'Fn::Sub') {
      const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
      for (const [, reference = ''] of text.matchAll(/\$\{([^!}]+)\}/g)) {
        if (Object.hasOwn(variables, reference)) continue;
        const [id, ...rest] = reference.split('.');
        if (rest.length > 0) attribute(id, rest.join('.'));
        else if (!known(id)) this.#problems.push(`${path}: ${id} is not there`);
      }
    }
    for (const inner of nestedIntrinsics(argument)) this.#references(path, ...inner);
  }
}

const TAG: Properties = {
  Key: { type: { type: 'string' }, required: true },
  Value: { type: { type: 'string' }, required: true },
};

const isPlain = (value: unknown): value is Record<string, Any> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function intrinsic(value: Any): [name: string, argument: Any] | undefined {
  if (!isPlain(value)) return undefined;
  const [entry, ...more] = Object.entries(value);
  return entry && more.length === 0 && /^(Ref|Fn::\w+)$/.test(entry[0]) ? entry : undefined;
}

/** The intrinsic functions that stand outermost within a value. */
function* nestedIntrinsics(value: Any): Generator<[name: string, argument: Any]> {
  const found = intrinsic(value);
  if (found) yield found;
  else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) yield* nestedIntrinsics(member);
  }
}
