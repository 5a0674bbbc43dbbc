import type { NodeAPI } from 'node-red';
import { FleetError } from '../../lib/fleet/fleet-error';
import { FleetConnection, keepFleet } from '../../lib/node-red/fleet/connection';
import { registerNode } from '../../lib/node-red/register-node';
import { parseConfig } from './config';

/** twin-fleet: the connection to NATS, and which member of the fleet this process is. */
export = (RED: NodeAPI): void =>
  registerNode(
    RED,
    'twin-fleet',
    parseConfig,
    (node, config) => {
      const { user, password, token } = (node as { credentials?: Record<string, string> }).credentials ?? {};
      const { member, members } = config;
      if (member === undefined || members === undefined)
        throw new FleetError('member', 'is a variable that is not set; set it in the environment of Node-RED');
      const settings = { ...config, member, members, checkpoint: config.checkpoint * 1000, user, password, token };
      const folders = RED.settings.userDir ? [RED.settings.userDir] : [];
      const connection = new FleetConnection(settings, folders, (error) => node.error(error.message));
      const leave = keepFleet(node.id, { connection, settings });
      node.on('close', (done: () => void) => {
        leave();
        connection.close().then(done, done);
      });
    },
    { user: { type: 'text' }, password: { type: 'password' }, token: { type: 'password' } },
  );
