import { editorDefaults } from '../../lib/editor/defaults';
import { FIELDS, parseConfig } from './config';

const field = editorDefaults(FIELDS, parseConfig);

RED.nodes.registerType('twin-fleet', {
  category: 'config',
  color: '#8fc1c9',
  icon: 'twin-fleet.svg',
  inputs: 0,
  outputs: 0,
  defaults: {
    name: field.name,
    servers: field.servers,
    prefix: field.prefix,
    member: field.member,
    members: field.members,
    checkpoint: field.checkpoint,
    partitions: field.partitions,
    replicas: field.replicas,
    days: field.days,
    caFile: field.caFile,
    certFile: field.certFile,
    keyFile: field.keyFile,
  },
  credentials: { user: { type: 'text' }, password: { type: 'password' }, token: { type: 'password' } },
  paletteLabel() {
    return this._('fleet.label');
  },
  label() {
    return this.name || `${this['prefix'] ?? FIELDS.prefix.default} (${this['servers']})`;
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
});
