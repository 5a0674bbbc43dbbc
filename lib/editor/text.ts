/** A text of the node's catalogue, without the node's name in front. */
export type Text = (key: string, values?: Record<string, string | number>) => string;
