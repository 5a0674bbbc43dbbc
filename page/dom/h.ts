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

/** Attributes by name; on... are handlers; style by property; key tells siblings apart from one drawing to the next. */
export type Props = Readonly<Record<string, unknown>> & {
  readonly key?: string | number | undefined;
  /** Called once the element stands in the page. */
  readonly ready?: ((element: HTMLElement) => void) | undefined;
};

export interface VNode {
  readonly tag: string;
  readonly props: Props;
  readonly children: readonly (VNode | string)[];
  readonly widget?: { readonly make: (element: HTMLElement) => Widget<never>; readonly data: unknown };
}

export function h(tag: string, props: Props = {}, ...children: readonly Child[]): VNode {
  return { tag, props, children: flat(children) };
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

function flat(children: readonly Child[], into: (VNode | string)[] = []): (VNode | string)[] {
  for (const child of children) {
    if (child === false || child === null || child === undefined || child === '') continue;
    if (typeof child === 'string') into.push(child);
    else if (typeof child === 'number') into.push(String(child));
    else if (isList(child)) flat(child, into);
    else into.push(child);
  }
  return into;
}

function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child);
}
