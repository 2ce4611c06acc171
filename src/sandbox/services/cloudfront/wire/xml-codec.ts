import { buildXml, parseXml } from '../../../api/xml.js';
import { elementName, typedLeaf } from './config-fields.js';

const NAMESPACE = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';

/**
 * CloudFront's REST-XML and the shapes of its API: every list is `{ Quantity, Items }`, its elements wrapped in a name
 * that depends on the list.
 *
 * Fields that the sandbox does not know pass through; the element names of unknown lists are remembered from
 * requests.
 */
export class XmlCodec {
  readonly #learned = new Map<string, string>();

  /** Reads a request's body; returns the root element's content. */
  decode(body: Buffer): Record<string, unknown> {
    const [root] = Object.entries(parseXml(body.toString('utf8')));
    const content = root ? this.#decode(root[0], root[1]) : {};
    return (content === '' ? {} : content) as Record<string, unknown>;
  }

  encode(root: string, value: object): string {
    return buildXml(root, this.#encode(root, value) as object, NAMESPACE);
  }

  #decode(name: string, node: unknown): unknown {
    if (Array.isArray(node)) return node.map((one) => this.#decode(name, one));
    if (typeof node !== 'object' || node === null) return typedLeaf(name, node);
    const entries = Object.entries(node).filter(([key]) => key !== '#text');
    return Object.fromEntries(
      entries.map(([key, child]) => [key, key === 'Items' ? this.#items(name, child) : this.#decode(key, child)]),
    );
  }

  #items(list: string, node: unknown): unknown[] {
    const wrapped = Object.entries(typeof node === 'object' && node !== null ? node : {}).find(
      ([key]) => key !== '#text',
    );
    if (!wrapped) return [];
    if (!elementName(list)) this.#learned.set(list, wrapped[0]);
    return [wrapped[1]].flat().map((one) => this.#decode(list, one));
  }

  #encode(name: string, node: unknown): unknown {
    if (Array.isArray(node)) return node.map((one) => this.#encode(name, one));
    if (typeof node !== 'object' || node === null || node instanceof Date) return node;
    return Object.fromEntries(
      Object.entries(node).flatMap(([key, child]) => {
        if (key !== 'Items' || !Array.isArray(child)) return [[key, this.#encode(key, child)]];
        const element = elementName(name) ?? this.#learned.get(name);
        if (!element) throw new Error(`no element name for the list ${name}`);
        return child.length ? [[key, { [element]: child.map((one) => this.#encode(name, one)) }]] : [];
      }),
    );
  }
}
