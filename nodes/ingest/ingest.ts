import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import type { Order } from '../../lib/layer/orders';
import { auditor, orderEntry } from '../../lib/node-red/audit';
import { chainOf } from '../../lib/node-red/fleet/chain-of';
import { createGate } from '../../lib/node-red/gate';
import { serveNode } from '../../lib/node-red/node-routes';
import { onInput, type Send } from '../../lib/node-red/on-input';
import { joinPage, NO_SEAT } from '../../lib/node-red/page/join';
import { readsRecordings } from '../../lib/node-red/page/recording-thread';
import { createRecordsOut } from '../../lib/node-red/records-out';
import { registerNode } from '../../lib/node-red/register-node';
import { createStatusLine } from '../../lib/node-red/status-line';
import { nodeFolder } from '../../lib/node-red/user-folder';
import type { TwinRecord } from '../../lib/record/record';
import { createStateStore } from '../../lib/store/state-store';
import { type IngestConfig, parseConfig } from './config';
import { createIngest, type IngestEvent } from './core';
import { describeNode } from './describe';
import { createKeeper } from './keeper';
import { followOrder, memberOf, ORDERS } from './orders';
import { Running } from './running';

/** How often silence is looked for and what was learned is saved, ms. */
const ROUND_MS = 1000;

function run(RED: NodeAPI, node: Node, config: IngestConfig): void {
  const folder = nodeFolder(RED, node.id);
  const chain = chainOf(RED);
  const place = chain.join(node.id, {
    snapshot: (asset) => ingest.snapshot(asset),
    drop(asset) {
      ingest.reset(asset);
      known.forget(asset);
    },
  });
  let seat = NO_SEAT;
  const told: IngestEvent[] = [];
  const say = (event: IngestEvent): void => {
    seat.hear(event.asset, event);
    told.push(event);
  };
  const store = folder === undefined ? undefined : createStateStore(join(folder, 'state'));
  const snapshot = (asset: string): unknown => ingest.snapshot(asset);
  const damaged = (asset: string, text: string): unknown => tell(asset, { event: 'state-damaged', text });
  const keeper = createKeeper(store, { snapshot, note: damaged, fail: (error) => fail(error) }, place);
  const forget = (asset: string): void => {
    known.forget(asset);
    keeper.forget(asset);
  };
  const ingest = createIngest(config, {
    event: say,
    save: keeper.changed,
    restore: keeper.load,
    forget,
    elsewhere: (asset) => place.keyOf(asset) !== undefined,
  });
  const known = new Running(ingest);
  const tell = (asset: string, event: object): void => say({ asset, time: Date.now(), ...event } as IngestEvent);
  const fail = (error: Error): void => node.error(error.message, { payload: { error: error.message } } as never);
  const gate = createGate(config, false, { tell, fail, now: () => performance.now() });
  const note = auditor(RED, node, tell);
  const status = createStatusLine(node, () => describeNode(ingest, (key, values) => RED._(`ingest.${key}`, values)));
  const outputs = createRecordsOut(node.id, place);
  const follow = (order: Order): IngestEvent => {
    const answers = followOrder(ingest, order, Date.now(), forget);
    for (const answer of answers) {
      say(answer);
      if (order.do !== 'status') note(answer.asset, orderEntry(order));
    }
    return answers[0]!;
  };
  const member = memberOf(ingest, config, (order) => ({ ...follow(order) }));
  seat = joinPage(RED, node, member);
  const input = onInput(node, (message, out) => {
    status.touch();
    const order = gate.order(message, ORDERS);
    const token = chain.tokenOf(message);
    const now = token?.time ?? Date.now();
    let records: readonly TwinRecord[] = [];
    if (order !== undefined) keeper.handed(token?.key, (asset) => ingest.restore(asset, now));
    if (order === undefined) records = keeper.under(token?.key, () => ingest.accept(message as never, now));
    else follow(order);
    known.see(records);
    outputs.answer(records, told.splice(0), message, out);
  });
  const timer = setInterval(() => {
    const records = ingest.tick(chain.clock(Date.now()));
    if (input.closing) return;
    known.see(records);
    outputs.tell(records, told.splice(0), ((message: unknown) => node.send(message as never)) as Send);
    keeper.save();
    status.touch();
  }, ROUND_MS);
  running.set(node.id, known);
  node.on('close', (done: () => void) => {
    ingest.keep(Date.now());
    seat.leave();
    place.leave();
    clearInterval(timer);
    status.close();
    running.delete(node.id);
    keeper.close().then(done, done);
  });
  status.touch();
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
