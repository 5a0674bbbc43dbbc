/** What we use of the editor's global RED, typed strictly; the published types lack label arguments and validators that answer with a text. */
interface EditorNode {
  readonly id: string;
  readonly type: string;
  name: string;
  /** A text of the node's locale catalogue. */
  _(key: string, values?: Record<string, string | number>): string;
  [property: string]: unknown;
}

interface EditorNodeDefinition {
  category: string;
  color: string;
  icon: string;
  inputs: 0 | 1;
  outputs: number;
  defaults: Record<
    string,
    { value: string | number | boolean; type?: string; validate(value: unknown, options: unknown): true | string }
  >;
  credentials?: Record<string, { type: 'text' | 'password' }>;
  align?: 'left' | 'right';
  /** `this` is the definition. */
  paletteLabel(this: Pick<EditorNode, '_'>): string;
  label(this: EditorNode): string;
  labelStyle(this: EditorNode): string;
  inputLabels?(this: EditorNode, index: number): string;
  outputLabels?(this: EditorNode, index: number): string;
  oneditprepare?(this: EditorNode): void;
  oneditsave?(this: EditorNode): void;
  oneditcancel?(this: EditorNode): void;
  oneditresize?(this: EditorNode, size: { width: number; height: number }): void;
  button?: { enabled?(this: EditorNode): boolean; onclick(this: EditorNode): void };
}

/** A tab of the editor's sidebar. */
interface SidebarTab {
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly iconClass: string;
  readonly content: JQuery;
  readonly enableOnEdit: boolean;
  /** It is shown. */
  onchange(): void;
}

declare const RED: {
  /** A text of a catalogue: '<module>/<plugin>:<key>'. */
  _(key: string, values?: Record<string, string | number>): string;
  readonly plugins: { registerPlugin(id: string, definition: { onadd(): void }): void };
  readonly sidebar: { addTab(tab: SidebarTab): void };
  readonly nodes: { registerType(type: string, definition: EditorNodeDefinition): void };
  readonly i18n: {
    /** The editor's language. */
    lang(): string;
  };
  notify(message: string, type?: 'warning' | 'error' | 'success'): void;
};

/** Node-RED's list of rows that a person adds, sorts and removes. */
interface EditableListOptions<T> {
  addButton: boolean;
  sortable: boolean;
  removable: boolean;
  height: number;
  addItem(row: JQuery, index: number, item: T): void;
}

interface JQuery {
  editableList<T>(options: EditableListOptions<T>): this;
  editableList(command: 'empty'): this;
  editableList(command: 'addItem', item: object): this;
  editableList(command: 'items'): JQuery;
}
