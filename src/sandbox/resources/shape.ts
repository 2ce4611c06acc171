/** A value's shape: a name of a scalar, `#Name` of a definition, or what it is made of. */
export type Shape = string | { list: Shape } | { map: Shape } | { any: readonly Shape[] };

/** Shapes of an object's members by name; `!` at the end of a name means that the member is required. */
export type Members = Readonly<Record<string, Shape>>;

/** The shape of a resource type's properties. */
export interface ResourceShape {
  properties: Members;
  /** By name. */
  definitions: Readonly<Record<string, Members>>;
}
