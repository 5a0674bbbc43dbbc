import type { Node, NodeAPI, NodeStatus } from 'node-red';
import { type Order, parseOrder } from '../../lib/layer/orders';
import { auditor, orderEntry } from '../../lib/node-red/audit';
import { onInput } from '../../lib/node-red/on-input';
import { joinPage } from '../../lib/node-red/page/join';
import { registerNode } from '../../lib/node-red/register-node';
import { createStatusLine } from '../../lib/node-red/status-line';
import { nodeFolder } from '../../lib/node-red/user-folder';
import { parseConfig, type SimulatorConfig } from './config';
import { createPace } from './pace';
import { createSimulation, ORDERS, type Simulation } from './simulation';

/** Time between two rounds at a given speed, ms. */
const ROUND_MS = 20;
/** Records per turn of the event loop at full speed: few enough that the flow behind takes turns, and that what is under way stays young. */
const BATCH = 10;

function run(RED: NodeAPI, node: Node, config: SimulatorConfig): void {
  const topic = config.asset;
  const simulation = createSimulation(config, nodeFolder(RED, node.id), {
    record: (payload) => node.send([{ topic, payload }, null]),
    event: (payload) => node.send([null, { topic, payload }]),
    fail: (error) => node.error(error.message, { payload: { error: error.message } } as never),
  });
  const status = createStatusLine(node, () => describe(RED, simulation));
  const clock = startClock(simulation, status.touch);
  const note = auditor(RED, node, (_, payload) => node.send([null, { topic, payload }]));
  const follow = (order: Order): Record<string, unknown> => {
    simulation.order(order);
    if (order.do !== 'status') note(topic, orderEntry(order));
    clock.wake();
    status.touch();
    return reportOf(simulation);
  };
  const seat = joinPage(RED, node, {
    type: 'twin-simulator',
    orders: ['drill', 'clear'],
    assets: () => [topic],
    has: (asset) => asset === topic,
    status: () => undefined,
    report: (asset) => (asset === topic ? reportOf(simulation) : undefined),
    follow,
  });
  onInput(node, (message) => void follow(parseOrder(message.control, ORDERS)));
  node.on('close', () => {
    seat.leave();
    clock.stop();
    status.close();
    simulation.close();
  });
  status.touch();
}

function reportOf(simulation: Simulation): Record<string, unknown> {
  const { running, speed } = simulation;
  return { running, speed, drills: simulation.drills().map(({ name }) => name) };
}

/** Asks for records at the set speed, or in every turn of the event loop at full speed. */
function startClock(simulation: Simulation, touch: () => void): { wake(): void; stop(): void } {
  const pace = createPace(() => simulation.speed, performance.now());
  let immediate: NodeJS.Immediate | undefined;
  const atFullSpeed = (): void => {
    immediate = undefined;
    if (!simulation.running || simulation.speed > 0) return;
    simulation.send(BATCH);
    touch();
    immediate = setImmediate(atFullSpeed);
  };
  const wake = (): void => {
    if (immediate === undefined && simulation.running && simulation.speed === 0) immediate = setImmediate(atFullSpeed);
  };
  const timer = setInterval(() => {
    const due = pace.due(performance.now());
    if (!simulation.running) return;
    simulation.send(due);
    touch();
  }, ROUND_MS);
  wake();
  return {
    wake,
    stop() {
      clearInterval(timer);
      clearImmediate(immediate);
    },
  };
}

function describe(RED: NodeAPI, simulation: Simulation): NodeStatus {
  const text = (state: string, values: Record<string, string> = {}): string =>
    RED._(`simulator.status.${state}`, values);
  const drills = simulation.drills();
  if (!simulation.running) return { fill: 'grey', shape: 'ring', text: text('stopped') };
  if (drills.length > 0)
    return { fill: 'yellow', shape: 'dot', text: text('drill', { name: drills.map(({ name }) => name).join(', ') }) };
  const speed = simulation.speed === 0 ? text('full-speed') : text('speed', { speed: String(simulation.speed) });
  return { fill: 'green', shape: 'dot', text: speed };
}

export = (RED: NodeAPI): void => {
  registerNode(RED, 'twin-simulator', parseConfig, (node, config) => run(RED, node, config));
};
