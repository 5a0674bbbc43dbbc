// Node-RED's settings of a member: no editor, probes and metrics on, its log as JSON lines on the standard output.
module.exports = {
  flowFile: 'flows.json',
  httpAdminRoot: false,
  // Credentials of the flow come from the environment: the same in all members.
  credentialSecret: process.env.TWIN_GUARD_SECRET || false,
  twinGuard: {
    // As many as the member may have after it has taken over another one's.
    maxAssets: 10000,
    metrics: true,
  },
  logging: {
    json: {
      level: 'info',
      handler: () => (entry) => console.log(JSON.stringify({ ...entry, timestamp: new Date(entry.timestamp).toISOString() })),
    },
  },
};
