/**
 * What a view returns: plain data that says how a part of the page should look. patch.ts makes it so. Strings become text nodes and
 * nothing else, so no name or sentence can ever be markup.
 */

export type Child = VNode | string | number | false | null | undefined | readonly Child[];

/** A part of the page that draws itself: charts, heat maps, sparklines. */
export interface Widget<Data> {
  update(data: Data): void;
  close(): void;
}

/**
 * Attributes by name; on... are handlers; style by property. `key` tells siblings of a list apart from one drawing to the next, so it is an
 * identity and never a text that may change. What has none is known by where it is written.
 */
export type Props = Readonly<Record<string, unknown>> & {
  readonly key?: string | number | undefined;
  /** Called once the element stands in the page. */
  readonly ready?: ((element: HTMLElement) => void) | undefined;
};

export interface VNode {
  readonly tag: string;
  readonly props: Props;
  readonly children: readonly Placed[];
  readonly widget?: { readonly make: (element: HTMLElement) => Widget<never>; readonly data: unknown };
}

/** A child, and what tells it from its siblings: its key, else where among the arguments it is written. What is absent keeps its place. */
export interface Placed {
  readonly place: string;
  readonly child: VNode | string;
}

export function h(tag: string, props: Props = {}, ...children: readonly Child[]): VNode {
  return { tag, props, children: placed(children) };
}

/** The same as something of its own, which is not made into another one. */
export function keyed(node: VNode, key: string): VNode {
  return { ...node, props: { ...node.props, key } };
}

/** @param make a function that stays the same from one drawing to the next */
export function widget<Data>(
  tag: string,
  props: Props,
  make: (element: HTMLElement) => Widget<Data>,
  data: Data,
): VNode {
  return { tag, props, children: [], widget: { make: make as (element: HTMLElement) => Widget<never>, data } };
}

export function placed(children: readonly Child[], around = '', into: Placed[] = []): Placed[] {
  children.forEach((child, i) => {
    if (child === false || child === null || child === undefined || child === '') return;
    const place = `${around}${i}`;
    if (typeof child === 'string' || typeof child === 'number') into.push({ place, child: String(child) });
    else if (isList(child)) placed(child, `${place}.`, into);
    else into.push({ place: child.props.key === undefined ? place : `key ${child.props.key}`, child });
  });
  return into;
}

function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child);
}
