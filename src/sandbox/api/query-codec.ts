/**
 * `Tags.member.1.Key=a` → `{ Tags: [{ Key: 'a' }] }`; `Attributes.entry.1.key=k` (SNS also has `Name` and `Value`) →
 * `{ Attributes: { k: … } }`.
 */
export function decodeForm(form: URLSearchParams): Record<string, unknown> {
  // Without a prototype, so that a member named `__proto__` is a member like any other.
  const tree: Record<string, unknown> = Object.create(null);
  for (const [key, value] of form) {
    const path = key.split('.');
    let node = tree;
    for (const part of path.slice(0, -1)) {
      node[part] ??= Object.create(null);
      node = node[part] as Record<string, unknown>;
    }
    node[path.at(-1) as string] = value;
  }
  return fold(tree) as Record<string, unknown>;
}

function fold(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node);
  const only = entries.length === 1 ? entries[0] : undefined;
  if (only && (only[0] === 'member' || only[0] === 'entry') && typeof only[1] === 'object') {
    const items = Object.entries(only[1] as object)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, item]) => fold(item));
    if (only[0] === 'member') return items;
    return Object.fromEntries(
      (items as Record<string, unknown>[]).map((item) => [item.key ?? item.Name, item.value ?? item.Value]),
    );
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, fold(value)]));
}

/**
 * Arrays as the query protocol writes them: `<Stacks><member>…</member></Stacks>`; the `entry` list of a map as it is.
 */
export function lists(value: unknown): unknown {
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return { member: value.map(lists) };
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, key === 'entry' ? member : lists(member)]),
    );
  }
  return value;
}
