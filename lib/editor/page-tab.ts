/** What the tab shows of an asset; see AssetLine in lib/page/api.ts. */
interface Line {
  readonly asset: string;
  readonly state: string;
  readonly text: string;
}

/** How often it asks while it is open, ms. */
const AGAIN = 5000;
/** Rows: who has more assets opens the page. */
const MOST = 100;
const NAMESPACE = '@twin-guard/node-red-twin-guard/twin-guard-page:page.';
/** As under the nodes; the shape tells them apart, too. */
const MARKS: Readonly<Record<string, readonly [text: string, color: string]>> = {
  blind: ['⊗', '#7a1f6b'],
  alarm: ['■', '#b3121d'],
  silent: ['◌', '#7a1f6b'],
  fault: ['▲', '#9a4a00'],
  learning: ['◌', '#2b5c8a'],
  masked: ['▽', '#6b5a00'],
};
const URGENCY = Object.keys(MARKS);

const text = (key: string, values = {}): string => RED._(NAMESPACE + key, values);

const list = $('<div>');
const note = $('<p>').css({ margin: '8px 0' });
const link = $('<a target="_blank" href="twin-guard/">').css({ fontWeight: 'bold' });
const content = $('<div>')
  .css({ padding: '10px', overflowY: 'auto', height: '100%', boxSizing: 'border-box' })
  .append(link, note, list);

function row({ asset, state, text: sentence }: Line): JQuery {
  const [mark, color] = MARKS[state] ?? ['●', '#8b9298'];
  return $('<div>')
    .css({ margin: '8px 0' })
    .append($('<span>').text(`${mark} `).css({ color }), $('<b>').text(asset), $('<div>').text(sentence));
}

function urgency({ state }: Line): number {
  const at = URGENCY.indexOf(state);
  return at < 0 ? URGENCY.length : at;
}

function load(): void {
  $.getJSON('twin-guard/api/fleet')
    .done(({ assets }: { assets: Line[] }) => {
      const rows = [...assets].sort((a, b) => urgency(a) - urgency(b));
      list.empty().append(rows.slice(0, MOST).map(row));
      const more = rows.length - MOST;
      note.text(rows.length === 0 ? text('none') : more > 0 ? text('more', { count: more }) : '');
    })
    .fail((answer: { status: number }) => {
      list.empty();
      note.text(text(answer.status === 404 ? 'off' : 'refused'));
    });
}

RED.plugins.registerPlugin('twin-guard-page', {
  onadd() {
    link.text(text('open'));
    RED.sidebar.addTab({
      id: 'twin-guard',
      label: text('label'),
      name: text('name'),
      iconClass: 'fa fa-shield',
      content,
      enableOnEdit: true,
      onchange: load,
    });
    // It asks only while somebody looks.
    setInterval(() => content.is(':visible') && load(), AGAIN);
  },
});
