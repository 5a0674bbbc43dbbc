import type { Props, VNode, Widget } from './h';

/** Changes what stands in the page into what should stand there, and touches nothing else: focus, scroll and selection stay. */

const SVG = 'http://www.w3.org/2000/svg';
/** Set as properties: their attributes only say what they were at first. */
const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'selected', 'open', 'indeterminate']);

interface Known {
  readonly node: VNode;
  readonly widget?: Widget<unknown>;
}
const known = new WeakMap<Node, Known>();

/** Makes the children of `parent` be these. */
export function patch(parent: Element, children: readonly (VNode | string)[]): void {
  const keyed = new Map<string | number, Element>();
  for (const element of parent.children) {
    const key = known.get(element)?.node.props.key;
    if (key !== undefined) keyed.set(key, element);
  }
  const wanted = new Set(children.map((child) => (typeof child === 'string' ? undefined : child.props.key)));
  let at: ChildNode | null = parent.firstChild;
  for (const child of children) {
    // What goes, goes first: what stays is not moved for it, as that would take its focus.
    while (at !== null && isGone(at, wanted)) at = remove(at);
    const found = matching(child, at, keyed);
    if (found !== undefined) {
      if (found !== at) parent.insertBefore(found, at);
      else at = at.nextSibling;
      if (typeof child === 'string') {
        if (found.nodeValue !== child) found.nodeValue = child;
      } else renew(found as Element, child);
      continue;
    }
    const made = typeof child === 'string' ? document.createTextNode(child) : make(child);
    parent.insertBefore(made, at);
    if (typeof child !== 'string') child.props.ready?.(made as HTMLElement);
  }
  while (at !== null) at = remove(at);
}

function isGone(node: Node, wanted: ReadonlySet<string | number | undefined>): boolean {
  const key = known.get(node)?.node.props.key;
  return key !== undefined && !wanted.has(key);
}

/** @returns the one behind it */
function remove(node: ChildNode): ChildNode | null {
  const next = node.nextSibling;
  close(node);
  node.remove();
  return next;
}

function matching(
  child: VNode | string,
  at: ChildNode | null,
  keyed: Map<string | number, Element>,
): ChildNode | undefined {
  if (typeof child === 'string') return at?.nodeType === Node.TEXT_NODE ? at : undefined;
  const { key } = child.props;
  if (key !== undefined) {
    const element = keyed.get(key);
    keyed.delete(key);
    return element !== undefined && isSame(element, child) ? element : undefined;
  }
  return at !== null && isSame(at, child) ? at : undefined;
}

function isSame(element: Node, { tag, props, widget }: VNode): boolean {
  const before = known.get(element)?.node;
  return (
    before !== undefined && before.tag === tag && before.props.key === props.key && before.widget?.make === widget?.make
  );
}

function make(node: VNode, inSvg = false): Element {
  const svg = inSvg || node.tag === 'svg';
  const element = svg ? document.createElementNS(SVG, node.tag) : document.createElement(node.tag);
  setProps(element, {}, node.props);
  if (node.widget !== undefined) {
    const widget = node.widget.make(element as HTMLElement) as Widget<unknown>;
    known.set(element, { node, widget });
    widget.update(node.widget.data);
    return element;
  }
  known.set(element, { node });
  for (const child of node.children) {
    if (typeof child === 'string') element.append(child);
    else {
      const made = make(child, svg);
      element.append(made);
      if (child.props.ready !== undefined) queueMicrotask(() => child.props.ready!(made as HTMLElement));
    }
  }
  setLate(element, node.props);
  return element;
}

function renew(element: Element, node: VNode): void {
  const { node: before, widget } = known.get(element)!;
  setProps(element, before.props, node.props);
  known.set(element, { node, ...(widget && { widget }) });
  if (widget !== undefined) widget.update(node.widget!.data);
  else if (element.namespaceURI === SVG) redrawSvg(element, node);
  else patch(element, node.children);
  setLate(element, node.props);
}

/** Shapes are small: a changed one is drawn anew. */
function redrawSvg(element: Element, node: VNode): void {
  element.replaceChildren(
    ...node.children.map((child) => (typeof child === 'string' ? document.createTextNode(child) : make(child, true))),
  );
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
