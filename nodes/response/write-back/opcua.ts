import { type TwinMessage, typed, type Write } from './write';

/** For the client node of node-red-contrib-opcua with the action "write". */
export function writeOpcua(write: Write): TwinMessage {
  return { topic: write.tag, datatype: write.datatype, payload: typed(write) };
}

/**
 * For the write node of node-red-contrib-iiot-opcua. The value stands in payload alone: that node takes a 0 in its list of
 * values for an empty text.
 */
export function writeOpcuaIiot(write: Write): TwinMessage {
  return {
    topic: write.tag,
    nodetype: 'inject',
    injectType: 'write',
    addressSpaceItems: [{ name: '', nodeId: write.tag, datatypeName: write.datatype }],
    payload: typed(write),
  };
}
