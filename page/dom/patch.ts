import { type Child, type Placed, type Props, placed, type VNode, type Widget } from './h';
import { inOrder } from './in-order';

/** Changes what stands in the page into what should stand there, and touches nothing else: focus, scroll and selection stay. */

const SVG = 'http://www.w3.org/2000/svg';
/** Set as properties: their attributes only say what they were at first. */
const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'selected', 'open', 'indeterminate']);

interface Known {
  readonly place: string;
  /** Absent for text. */
  readonly node?: VNode;
  readonly widget?: Widget<unknown>;
}
const known = new WeakMap<Node, Known>();

/** Makes the children of `parent` be these. */
export function patch(parent: Element, children: readonly Child[]): void {
  arrange(parent, placed(children));
}

function arrange(parent: Element, wanted: readonly Placed[]): void {
  const there = new Map<string, ChildNode>();
  for (const node of parent.childNodes) {
    const place = known.get(node)?.place;
    if (place !== undefined) there.set(place, node);
  }
  const found = wanted.map(({ place, child }) => {
    const node = there.get(place);
    if (node === undefined || !isSame(node, child)) return undefined;
    there.delete(place);
    return node;
  });
  // What goes, goes first: what stays is not moved for it.
  const stays = new Set(found);
  for (const node of [...parent.childNodes]) if (!stays.has(node)) remove(node);
  const still = inOrder(found, [...parent.childNodes]);
  const nodes = wanted.map(({ place, child }, i) => {
    const node = found[i];
    if (node === undefined) return make(child, place, parent.namespaceURI === SVG);
    if (typeof child !== 'string') renew(node as Element, child);
    else if (node.nodeValue !== child) node.nodeValue = child;
    return node;
  });
  let next: ChildNode | null = null;
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    if (!still.has(node)) parent.insertBefore(node, next);
    next = node;
  }
  wanted.forEach(({ child }, i) => {
    if (found[i] === undefined && typeof child !== 'string') child.props.ready?.(nodes[i] as HTMLElement);
  });
}

function remove(node: ChildNode): void {
  close(node);
  node.remove();
}

function isSame(node: Node, child: VNode | string): boolean {
  const before = known.get(node)?.node;
  if (typeof child === 'string') return before === undefined;
  return before !== undefined && before.tag === child.tag && before.widget?.make === child.widget?.make;
}

function make(node: VNode | string, place: string, inSvg: boolean): Element | Text {
  if (typeof node === 'string') {
    const text = document.createTextNode(node);
    known.set(text, { place });
    return text;
  }
  const svg = inSvg || node.tag === 'svg';
  const element = svg ? document.createElementNS(SVG, node.tag) : document.createElement(node.tag);
  setProps(element, {}, node.props);
  if (node.widget !== undefined) {
    const widget = node.widget.make(element as HTMLElement) as Widget<unknown>;
    known.set(element, { place, node, widget });
    widget.update(node.widget.data);
    return element;
  }
  known.set(element, { place, node });
  for (const { place: within, child } of node.children) {
    const made = make(child, within, svg);
    element.append(made);
    if (typeof child !== 'string' && child.props.ready !== undefined)
      queueMicrotask(() => child.props.ready!(made as HTMLElement));
  }
  setLate(element, node.props);
  return element;
}

function renew(element: Element, node: VNode): void {
  const before = known.get(element)!;
  setProps(element, before.node!.props, node.props);
  known.set(element, { ...before, node });
  if (before.widget !== undefined) before.widget.update(node.widget!.data);
  else arrange(element, node.children);
  setLate(element, node.props);
}

function setProps(element: Element, before: Props, now: Props): void {
  for (const name of Object.keys(before)) if (!(name in now)) set(element, name, undefined);
  for (const [name, value] of Object.entries(now)) if (before[name] !== value) set(element, name, value);
}

/** A select has its value only when it has its options. */
function setLate(element: Element, props: Props): void {
  if (element.tagName === 'SELECT' && props['value'] !== undefined) {
    (element as HTMLSelectElement).value = String(props['value']);
  }
}

function set(element: Element, name: string, value: unknown): void {
  if (name === 'key' || name === 'ready') return;
  if (name.startsWith('on')) (element as unknown as Record<string, unknown>)[name.toLowerCase()] = value ?? null;
  else if (name === 'style') {
    for (const [property, text] of Object.entries(value ?? {})) {
      (element as HTMLElement).style.setProperty(property, String(text));
    }
  } else if (PROPERTIES.has(name) && element.tagName !== 'OPTION') {
    const properties = element as unknown as Record<string, unknown>;
    const wanted = value ?? (name === 'value' ? '' : false);
    if (properties[name] !== wanted) properties[name] = wanted;
  } else if (value === undefined || value === null || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

function close(node: Node): void {
  const { widget } = known.get(node) ?? {};
  widget?.close();
  for (const child of node.childNodes) close(child);
}
