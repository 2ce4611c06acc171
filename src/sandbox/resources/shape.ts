/** A value's shape: a name of a scalar, `#Name` of a definition, or what it is made of. */
export type Shape = string | { list: Shape } | { map: Shape } | { any: readonly Shape[] };

/** Shapes of an object's members by name; a name that ends with `!` is of a member that must be there. */
export type Members = Readonly<Record<string, Shape>>;

/** The shape of a resource type's properties. */
export interface ResourceShape {
  properties: Members;
  /** By name. */
  definitions: Readonly<Record<string, Members>>;
}
