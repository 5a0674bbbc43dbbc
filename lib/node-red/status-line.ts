import type { Node, NodeStatus } from 'node-red';

const INTERVAL_MS = 500;

/** The text and colour under a node. */
export interface StatusLine {
  /** Something has changed; the text is asked for at most twice a second. Cheap enough for every message. */
  touch(): void;
  close(): void;
}

/** Throttles a node's status: the editor chokes on one per message. The text is made only when it is shown. */
export function createStatusLine(node: Node, describe: () => NodeStatus): StatusLine {
  let timer: NodeJS.Timeout | undefined;
  let shown = '';
  const show = (): void => {
    timer = undefined;
    const status = describe();
    const key = `${status.fill} ${status.shape} ${status.text}`;
    if (key === shown) return;
    shown = key;
    node.status(status);
  };
  return {
    touch() {
      if (timer === undefined) timer = setTimeout(show, INTERVAL_MS).unref();
    },
    close() {
      clearTimeout(timer);
    },
  };
}
