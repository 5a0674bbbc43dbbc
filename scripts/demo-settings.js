// Settings of the Node-RED that `npm start` runs: this machine only, no dialogs in the way, nothing fetched.
module.exports = {
  uiHost: '127.0.0.1',
  flowFilePretty: true,
  // The demo has no credentials: no key is made, and no word about one stands in the log.
  credentialSecret: false,
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: {
    tours: false,
    projects: { enabled: false },
    palette: { catalogues: [] },
    multiplayer: { enabled: false },
  },
  externalModules: { autoInstall: false, palette: { allowInstall: false } },
  logging: { console: { level: 'info', metrics: false, audit: false } },
};
