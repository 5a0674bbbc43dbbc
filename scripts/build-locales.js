// A node's catalogues and help. Node-RED reads them per node; what several nodes say stands once in lib/editor/locales and is put in here.
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./setup');

const SHARED = path.join(root, 'lib', 'editor', 'locales');
const DETECTORS = ['autoencoder', 'dual-branch'];

/** @param room the node's sources, @param target its folder below dist/nodes */
function copyLocales(name, room, target) {
  const from = path.join(room, 'locales');
  for (const language of fs.readdirSync(from)) {
    const to = path.join(target, 'locales', language);
    fs.mkdirSync(to, { recursive: true });
    fs.writeFileSync(
      path.join(to, `${name}.json`),
      JSON.stringify({ [name]: catalogue(name, room, language) }, null, 1),
    );
    fs.writeFileSync(path.join(to, `${name}.html`), help(path.join(from, language, `${name}.html`), language));
  }
}

/** What a node itself says goes before what it shares. */
function catalogue(name, room, language) {
  const own = read(path.join(room, 'locales', language, `${name}.json`))[name];
  const shared = ['common', ...(DETECTORS.includes(name) ? ['detector'] : [])];
  return shared.reduceRight((all, file) => merged(read(path.join(SHARED, language, `${file}.json`)), all), own);
}

/** A node's help, with what the detectors share in the places that name it: <div data-help="..."></div>. */
function help(file, language) {
  const shared = fs.readFileSync(path.join(SHARED, language, 'detector.html'), 'utf8');
  return fs.readFileSync(file, 'utf8').replace(/ *<div data-help="([^"]+)"><\/div>\n/g, (_, name) => {
    const found = new RegExp(`<section data-help="${name}">\n([^]*?)</section>`).exec(shared);
    if (found === null)
      throw new Error(`${file}: there is no help ${name} in lib/editor/locales/${language}/detector.html`);
    return found[1];
  });
}

function read(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function merged(below, above) {
  const all = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const both = isObject(value) && isObject(below[key]);
    all[key] = both ? merged(below[key], value) : value;
  }
  return all;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

module.exports = { copyLocales };
