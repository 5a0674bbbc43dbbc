/**
 * Why an order was not followed, in German, as in german.ts. The page shows it to whoever gave the order, so it goes without the member of
 * msg.control that the English side names for who writes a flow.
 */
export const SAID_OF_ORDERS: readonly (readonly [english: string, german: string])[] = [
  [
    '{1} (mode {2}; nothing was changed in any mode)',
    '{1} (Betriebsart {2}; in keiner Betriebsart wurde etwas geändert)',
  ],
  // Models and learning.
  [
    'control: there are no golden rows to compare on; the next model that is learned brings them',
    'Es gibt noch keine Prüfzeilen für einen Vergleich; das nächste gelernte Modell bringt sie mit',
  ],
  ['control: could not be compared: {1}', 'Der Vergleich ging nicht: {1}'],
  ['control: the model was not imported: {1}', 'Das Modell wurde nicht übernommen: {1}'],
  [
    'control: no operating mode is known yet; wait for the first record',
    'Noch ist keine Betriebsart bekannt; warten Sie auf den ersten Datensatz',
  ],
  ['control: no operating mode is known yet', 'Noch ist keine Betriebsart bekannt'],
  ['control.mode: is {1}, and rows are of mode {2}', 'Die Betriebsart ist {1}, und Zeilen gehören zu {2}'],
  [
    'control.mode: has no meaning here, as one model is for all modes; leave it out',
    'Eine Betriebsart bedeutet hier nichts, da ein Modell für alle gilt; lassen Sie sie weg',
  ],
  [
    'control: there is no guarded model to learn a new normal beside; order retrain or train',
    'Es gibt kein Modell in Kraft, neben dem ein neuer Normalzustand zu lernen wäre; lassen Sie neu lernen',
  ],
  [
    'control.version: {1} does not judge yet; order approve or decline',
    'Version {1} urteilt noch nicht; geben Sie sie frei oder lehnen Sie sie ab',
  ],
  ['control: no model waits for a person', 'Kein Modell wartet auf einen Menschen'],
  [
    'control.version: is {1}, but version {2} waits; look at that one',
    'Version {1} wartet nicht mehr, sondern Version {2}; sehen Sie sich diese an',
  ],
  ['control: a training runs already; order cancel first', 'Ein Training läuft schon; halten Sie es zuerst an'],
  [
    'control: there is no model that says what is normal; order reset or train',
    'Noch sagt kein Modell, was normal ist; lassen Sie lernen oder von vorn beginnen',
  ],
  ['control: no training runs', 'Es läuft kein Training'],
  ['control: the detector is frozen; {1} first', 'Der Detektor ist eingefroren; zuerst: {1}'],
  [
    'control.verdict: is "new-normal"; order accept, with a name, to have it learned',
    'Ein neuer Normalzustand wird mit einem Namen angenommen, damit er gelernt wird',
  ],
  ['control.version: {1} is in force already', 'Version {1} ist schon in Kraft'],
  [
    'control: no model is in force; say which version is meant',
    'Kein Modell ist in Kraft; sagen Sie, welche Version gemeint ist',
  ],
  ['control: {1}; make room on the disk first', '{1}; schaffen Sie zuerst Platz auf der Platte'],
  [
    'control.version: {1} cannot be used: {2}; versions on disk: {3}',
    'Version {1} lässt sich nicht verwenden: {2}; Versionen auf der Platte: {3}',
  ],
  ['control: there is no model before this one{1}', 'Vor diesem Modell gibt es keines{1}'],
  ['control.version: {1} is pinned already, by {2}', 'Version {1} ist schon festgehalten, von {2}'],
  [
    'control: {1} versions are pinned: {2}; order unpin for one of them first',
    '{1} Versionen sind festgehalten: {2}; lösen Sie zuerst eine davon',
  ],
  [
    'control: model version {1} is pinned by {2} and stays in force; order unpin first',
    'Modell {1} ist von {2} festgehalten und bleibt in Kraft; lösen Sie es zuerst',
  ],
  ['control.version: {1} is not pinned; {2}', 'Version {1} ist nicht festgehalten; {2}'],
  // Alarms.
  [
    'control.since: that alarm is over; look at the one that is there now',
    'Dieser Alarm ist vorbei; sehen Sie den an, der jetzt da ist',
  ],
  [
    'control.once: needs an alarm that is open; give minutes instead',
    'Bis zum Ende zurückstellen lässt sich nur ein offener Alarm; geben Sie Minuten an',
  ],
  ['control: there was no alarm that could be judged', 'Es gab keinen Alarm, über den sich urteilen ließe'],
  [
    'control.since: is {1}; only the last alarm can be judged, since {2}',
    'Nur über den letzten Alarm lässt sich urteilen',
  ],
  [
    'control: the alarm is still there; it can be unlatched when it is over',
    'Der Alarm ist noch da; entriegeln lässt er sich, wenn er vorbei ist',
  ],
  ['control: nothing is latched', 'Nichts ist verriegelt'],
  // Commands.
  [
    'control: this node has no commands; add one, then arm',
    'Dieser Knoten hat keine Befehle; fügen Sie einen hinzu, bevor Sie scharf schalten',
  ],
  [
    'control: commands stay in dry run: that they are armed cannot be saved; see the error before',
    'Befehle bleiben im Probelauf: Dass sie scharf sind, lässt sich nicht speichern; siehe den Fehler davor',
  ],
  ['control.by: is missing; say who approves', 'Sagen Sie, wer freigibt'],
  [
    'control.by: is not proven; this node takes approvals only from the operator page',
    'Der Name ist nicht belegt; dieser Knoten nimmt Freigaben nur von der Bedienseite',
  ],
  [
    'control.command: {1} does not wait for approval; waiting: {2}',
    'Der Befehl wartet auf keine Freigabe ({1}); es warten: {2}',
  ],
  [
    'control: this node is in dry run; order arm first',
    'Dieser Knoten ist im Probelauf; schalten Sie ihn zuerst scharf',
  ],
  [
    'control.command: {1} is not given: its state cannot be saved',
    'Der Befehl wird nicht gegeben ({1}): Sein Zustand lässt sich nicht speichern',
  ],
  [
    'control.command: {1} has left for all that is known; in doubt: {2}',
    'Soweit bekannt, ist der Befehl hinaus ({1}); im Zweifel: {2}',
  ],
  // Settings and drills.
  [
    'control.{1}: cannot be set; settable: {2}, and for one tag {3}',
    '{1} lässt sich nicht setzen; setzen lassen sich: {2}',
  ],
  [
    'control: cannot be set; settable: {1}, and for one tag {2}',
    'Das lässt sich nicht setzen; setzen lassen sich: {1}',
  ],
  ['control.{1}: cannot be set; settable: {2}', '{1} lässt sich nicht setzen; setzen lassen sich: {2}'],
  [
    'control.{1}: cannot be set for one tag; give {2} alone, and set it by another order',
    '{1} lässt sich nicht für eine einzelne Messstelle setzen; geben Sie nur {2}, und setzen Sie es für sich',
  ],
  ['control.drill: {1} is not a drill; known: {2}', '{1} ist keine Übung; bekannt sind: {2}'],
  // Names, assets and the order itself.
  ['control.by: is missing; say who decides this: {1}', 'Sagen Sie, wer das entscheidet'],
  ['control.by: is empty; say who gives the order', 'Sagen Sie, wer das anordnet'],
  [
    'control.by: is missing; this node follows only orders that say who gives them',
    'Dieser Knoten befolgt nur Anordnungen, die sagen, von wem sie sind',
  ],
  [
    'control: is not followed: orders over the wire are switched off; see the setting Orders',
    'Wird nicht befolgt: Anordnungen über die Leitung sind abgeschaltet; siehe die Einstellung Anordnungen',
  ],
  [
    'control: {1} is not an order of this node; known: {2}',
    '{1} ist keine Anordnung für diesen Knoten; bekannt sind: {2}',
  ],
  ['control: has more than {1} members; send less', 'Die Anordnung hat mehr als {1} Angaben; senden Sie weniger'],
  ['control: cannot be read: {1}; send plain data', 'Die Anordnung ist nicht lesbar: {1}; senden Sie einfache Daten'],
  ['control.{1}: {2} is not known here; known: {3}', '{2} ist hier nicht bekannt; bekannt sind: {3}'],
  [
    'do: {1} is no order that a {2} of this Node-RED follows',
    '{1} ist keine Anordnung, die {2} in diesem Node-RED befolgt',
  ],
  [
    'key: its nodes are being deployed; try again',
    'ihre Knoten werden gerade übernommen; versuchen Sie es noch einmal',
  ],
  ['layer: no {1} that follows {2} is in the chain of {3}', 'In der Kette von {3} steht kein {1}, der {2} befolgt'],
  ['file: {1} is no recording below an allowed folder', '{1} ist keine Aufzeichnung unter einem erlaubten Ordner'],
  // What the page is told when it asks wrongly, or may not ask.
  ['needs the permission {1}', 'braucht die Berechtigung {1}'],
  ['there is no such question', 'diese Frage gibt es nicht'],
  ['the page is not built', 'die Seite ist nicht gebaut'],
  ['no history is kept', 'es wird kein Verlauf aufgezeichnet'],
  ['this went wrong; see the log of Node-RED', 'das ging schief; siehe das Protokoll von Node-RED'],
  ['another site may not ask here', 'eine fremde Seite darf hier nicht fragen'],
  [
    '{1} pages are open already; close one that nobody looks at',
    '{1} Seiten sind schon offen; schließen Sie eine, auf die niemand sieht',
  ],
  ['from: lies behind to', 'der Anfang liegt hinter dem Ende'],
  ['series: are {1}; at most {2}', 'es sind {1} Reihen; höchstens {2}'],
  [
    'payload: has {1} usable scores; send at least {2} numbers and nothing else',
    'Das sind {1} brauchbare Werte; nötig sind {2}',
  ],
  // Whatever else a person or a flow may have given.
  ['control.{1}: is missing; {2}', '{1} fehlt; {2}'],
  ['{1}: is missing; {2}', '{1} fehlt; {2}'],
  ['control.{1}: is {2}; {3}', '{1} ist {2}; {3}'],
  ['{1}: is {2}; {3}', '{1} ist {2}; {3}'],
  // What to give instead.
  ['send an object', 'senden Sie ein Objekt'],
  ['send a time for each asset', 'senden Sie für jede Anlage eine Zeit'],
  ['send application/json', 'senden Sie application/json'],
  ['is no JSON', 'das ist kein JSON'],
  ['an order has at most {1} kB', 'eine Anordnung hat höchstens {1} kB'],
  ['give true, false, "maintenance" or "new-normal"', 'gehen würde true, false, "maintenance" oder "new-normal"'],
  ['give a text of at most {1} characters', 'gehen würde ein Text von höchstens {1} Zeichen'],
  ['give true or false', 'gehen würde true oder false'],
  ['send the number of a version', 'gehen würde die Nummer einer Version'],
  ['send two versions: {1}', 'gehen würden zwei Versionen: {1}'],
  ['give "plant" or "guard", or leave it out', 'gehen würde "plant" oder "guard", oder nichts'],
  ['give "posture", or leave it out', 'gehen würde "posture", oder nichts'],
  ["send the asset's name, or none for all assets", 'gehen würde der Name der Anlage, oder keiner für alle'],
  ['send plain data, at most {1} levels deep', 'gehen würden einfache Daten, höchstens {1} Ebenen tief'],
  ['name 1 to {1} assets by their keys', 'nennen Sie 1 bis {1} Anlagen mit ihrem Schlüssel'],
  ['name the asset by its key', 'nennen Sie die Anlage mit ihrem Schlüssel'],
  ['name the order', 'nennen Sie die Anordnung'],
  ['name the node by its id, or none', 'nennen Sie den Knoten mit seiner Kennung, oder keinen'],
  ['name the command', 'nennen Sie den Befehl'],
  ['known: {1}', 'bekannt sind: {1}'],
  ['send one of the list, {1}', 'senden Sie eine aus der Liste, {1}'],
  ['send the name of a person, at most {1} characters', 'gehen würde der Name eines Menschen, höchstens {1} Zeichen'],
  ['give milliseconds since 1970, or leave it out', 'gehen würden Millisekunden seit 1970, oder nichts'],
  ['give the time at which it began, ms since 1970', 'gehen würde die Zeit des Beginns, ms seit 1970'],
  [
    'give the time at which it ended, not before from, or leave it out',
    'gehen würde die Zeit des Endes, nicht vor dem Beginn, oder nichts',
  ],
  [
    'give more than 0 and at most {1} minutes, or none',
    'gehen würden mehr als 0 und höchstens {1} Minuten, oder keine',
  ],
  ['give more than 0 and at most {1} minutes', 'gehen würden mehr als 0 und höchstens {1} Minuten'],
  ['give one of {1}', 'gehen würde eines von {1}'],
  ['name a tag of the asset{1}', 'nennen Sie eine Messstelle der Anlage{1}'],
  ["give a deviation from 0 in the tag's own unit", 'gehen würde eine Abweichung ab 0 in der Einheit der Messstelle'],
  [
    'give a number, or null to return to the calibrated limit',
    'gehen würde eine Zahl, oder null für die kalibrierte Grenze',
  ],
  ['give a number', 'gehen würde eine Zahl'],
  ['give a number from {1} to {2}', 'gehen würde eine Zahl von {1} bis {2}'],
  ['give a whole number from {1} to {2}', 'gehen würde eine ganze Zahl von {1} bis {2}'],
  ['give a text', 'gehen würde ein Text'],
  ['choose {1}', 'zur Wahl steht {1}'],
  ['give records per second, 0 for full speed', 'nennen Sie Datensätze je Sekunde, 0 für so schnell wie möglich'],
  ['a number from {1} to {2}', 'gehen würde eine Zahl von {1} bis {2}'],
  ['give it once', 'geben Sie es einmal'],
  ['give that of an answer', 'gehen würde die einer Antwort'],
  ['missing', 'nicht angegeben'],
  ['an object', 'ein Objekt'],
];
