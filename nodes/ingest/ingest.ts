import { join } from 'node:path';
import type { Node, NodeAPI, NodeStatus } from 'node-red';
import type { Order } from '../../lib/layer/orders';
import { auditor, orderEntry } from '../../lib/node-red/audit';
import { createGate } from '../../lib/node-red/gate';
import { serveNode } from '../../lib/node-red/node-routes';
import { type FlowMessage, onInput, type Send } from '../../lib/node-red/on-input';
import { joinPage } from '../../lib/node-red/page/join';
import { readsRecordings } from '../../lib/node-red/page/recording-thread';
import { registerNode } from '../../lib/node-red/register-node';
import { createStatusLine } from '../../lib/node-red/status-line';
import { nodeFolder } from '../../lib/node-red/user-folder';
import { markOurs } from '../../lib/record/read';
import type { TwinRecord } from '../../lib/record/record';
import { createStateStore } from '../../lib/store/state-store';
import { type IngestConfig, parseConfig } from './config';
import { createIngest, type Ingest, type IngestEvent } from './core';
import { createKeeper } from './keeper';
import { followOrder, memberOf, ORDERS } from './orders';
import { Running } from './running';

/** How often silence is looked for and what was learned is saved, ms. */
const ROUND_MS = 1000;

function run(RED: NodeAPI, node: Node, config: IngestConfig): void {
  const folder = nodeFolder(RED, node.id);
  let told: IngestEvent[] = [];
  const keeper = createKeeper(folder === undefined ? undefined : createStateStore(join(folder, 'state')), {
    snapshot: (asset) => ingest.snapshot(asset),
    note: (asset, text) => told.push({ event: 'state-damaged', asset, time: Date.now(), text }),
    fail: (error) => fail(error),
  });
  const forget = (asset: string): void => {
    known.forget(asset);
    keeper.forget(asset);
  };
  const ingest = createIngest(config, {
    event: (event) => told.push(event),
    save: keeper.changed,
    restore: keeper.load,
    forget,
  });
  const known = new Running(ingest);
  const tell = (asset: string, event: object): unknown =>
    told.push({ asset, time: Date.now(), ...event } as IngestEvent);
  const fail = (error: Error): void => node.error(error.message, { payload: { error: error.message } } as never);
  const gate = createGate(config, false, { tell, fail, now: () => performance.now() });
  const note = auditor(RED, node, tell);
  const status = createStatusLine(node, () => describeNode(RED, ingest));
  /** The records go first, then what was said about them. */
  const send = (records: readonly TwinRecord[], message: FlowMessage, out: Send): void => {
    known.see(records);
    for (let i = 0; i < records.length; i++)
      out(i === 0 ? withPayload(message, records[i]!) : withPayload({ ...message }, records[i]!));
    const events = told;
    told = [];
    for (const event of events) out([null, { topic: event.asset, payload: event } as unknown as FlowMessage]);
  };
  const follow = (order: Order): IngestEvent => {
    const answers = followOrder(ingest, order, Date.now(), forget);
    for (const answer of answers) {
      told.push(answer);
      if (order.do !== 'status') note(answer.asset, orderEntry(order));
    }
    return answers[0]!;
  };
  const seat = joinPage(
    RED,
    node,
    memberOf(ingest, config, (order) => ({ ...follow(order) })),
  );
  const input = onInput(node, (message, out) => {
    status.touch();
    const order = gate.order(message, ORDERS);
    if (order === undefined) return send(ingest.accept(message as never, Date.now()), message, out);
    follow(order);
    return send([], message, out);
  });
  const timer = setInterval(() => {
    const records = ingest.tick(Date.now());
    if (input.closing) return;
    for (const record of records) markOurs(record);
    known.see(records);
    for (const record of records) node.send({ topic: record.asset, payload: record } as never);
    send([], {} as FlowMessage, ((ports: unknown) => node.send(ports as never)) as Send);
    keeper.save();
    status.touch();
  }, ROUND_MS);
  running.set(node.id, known);
  node.on('close', (done: () => void) => {
    seat.leave();
    clearInterval(timer);
    status.close();
    running.delete(node.id);
    keeper.close().then(done, done);
  });
  status.touch();
}

function withPayload(message: FlowMessage, record: TwinRecord): FlowMessage {
  markOurs(record);
  message.payload = record;
  return message;
}

function describeNode(RED: NodeAPI, ingest: Ingest): NodeStatus {
  const { format, assets, offline, tags, waiting } = ingest.status();
  const text = (state: string, values = {}): string => RED._(`ingest.status.${state}`, values);
  const blind = ingest.blind();
  if (blind > 0) return { fill: 'yellow', shape: 'dot', text: text('blind', { blind, assets }) };
  if (waiting > 0)
    return { fill: 'yellow', shape: 'ring', text: text(waiting === 1 ? 'mapping' : 'mappings', { kinds: waiting }) };
  if (format === undefined) return { fill: 'grey', shape: 'ring', text: text('waiting') };
  if (offline > 0) return { fill: 'yellow', shape: 'ring', text: text('offline', { offline, assets }) };
  return { fill: 'green', shape: 'dot', text: text(assets === 1 ? 'one' : 'reading', { format, assets, tags }) };
}

/** The nodes of this process, for the tag table in their dialogs. */
const running = new Map<string, Running>();
readsRecordings(join(__dirname, 'recording', 'thread.js'));

/** twin-ingest: messages of any twin source become one clean, timed vector per asset. */
export = (RED: NodeAPI): void => {
  registerNode(RED, 'twin-ingest', parseConfig, (node, config) => run(RED, node, config));
  serveNode(RED, 'ingest', {
    tags: (id) => running.get(id)?.tags(),
    waiting: (id) => running.get(id)?.waiting(),
  });
};
