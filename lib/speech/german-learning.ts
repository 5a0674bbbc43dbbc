/** What is told of learning and training, in German, as in german.ts. */
export const SAID_OF_LEARNING: readonly (readonly [english: string, german: string])[] = [
  [
    'the scaler was fitted anew; the model goes on with the scaling that it learned with: order retrain to follow',
    'die Skalierung wurde neu gelernt; das Modell geht mit der weiter, mit der es lernte: lassen Sie neu lernen, um ihr zu folgen',
  ],
  [
    'the model in force was made with other settings ({1}); order retrain or train to follow them',
    'das geltende Modell entstand mit anderen Einstellungen ({1}); lassen Sie neu lernen, um ihnen zu folgen',
  ],
  [
    'models per operating mode were switched on or off; learning anew',
    'Modelle je Betriebsart wurden an- oder abgeschaltet; es wird neu gelernt',
  ],
  [
    'mode {1} is one too many, {2} get a model: it is not judged',
    'Betriebsart {1} ist eine zu viel, {2} bekommen ein Modell: Über sie wird nicht geurteilt',
  ],
  [
    '{1}; name as mode what has few values, no number of a batch',
    '{1}; als Betriebsart eignet sich, was wenige Werte hat, keine Chargennummer',
  ],
  ['mode {1} is off: it is not judged', 'Betriebsart {1} ist aus: Über sie wird nicht geurteilt'],
  ['what was kept is of {1}; learning anew', 'was aufbewahrt war, ist von {1}; es wird neu gelernt'],
  [
    'what was saved does not fit and is learned anew ({1})',
    'was gespeichert war, passt nicht und wird neu gelernt ({1})',
  ],
  ['the saved state does not fit ({1}); {2}', 'der gespeicherte Zustand passt nicht ({1}); {2}'],
  ['no score to judge', 'kein Wert zu beurteilen'],
  [
    'the limit was lost; order calibrate, or set one',
    'die Grenze ging verloren; lassen Sie eine neue finden, oder setzen Sie eine',
  ],
  ['frozen before anything was learned; order unfreeze', 'eingefroren, bevor etwas gelernt war; heben Sie das auf'],
  [
    'frozen before anything was learned; the posture of the asset is raised; order posture normal at twin-decision',
    'eingefroren, bevor etwas gelernt war; die Wachsamkeit ist erhöht; stellen Sie sie an twin-decision auf normal',
  ],
  ['frozen before anything was learned; {1}', 'eingefroren, bevor etwas gelernt war; {1}'],
  ['an alarm is open: {1}', 'ein Alarm ist offen: {1}'],
  ['an alarm is open', 'ein Alarm ist offen'],
  [
    'it begins anew, on the same rows, when learning goes on',
    'es beginnt mit denselben Zeilen neu, sobald das Lernen weitergeht',
  ],
  [
    'as scheduled, a model is learned anew from the next {1} records',
    'nach Plan wird aus den nächsten {1} Datensätzen ein Modell neu gelernt',
  ],
  ['the model before stays in force', 'das vorige Modell bleibt in Kraft'],
  ['on disk', 'auf der Platte'],
  ['not in force', 'nicht in Kraft'],
  ['too slow', 'zu langsam'],
  ['{1}; the model before stays in force', '{1}; das vorige Modell bleibt in Kraft'],
  ['{1}; order train to try again', '{1}; lassen Sie lernen, um es noch einmal zu versuchen'],
  ['{1}; order reset or train', '{1}; lassen Sie lernen oder von vorn beginnen'],
  ['{1}; it is tried once more', '{1}; es wird noch einmal versucht'],
  [
    'the training that was ordered on {1} rows did not outlive the restart; order train with these rows again',
    'das angeordnete Training mit {1} Zeilen hat den Neustart nicht überlebt; geben Sie die Zeilen noch einmal',
  ],
  [
    'learning on has ended before all was seen that is to be learned: {1} records of {2} features were collected, and more would take too much memory; the model in force judges on. Order retrain to learn newer records',
    'das Weiterlernen endete, bevor alles Nötige gesehen war: {1} Datensätze mit {2} Merkmalen sind gesammelt, mehr bräuchte zu viel Speicher; das geltende Modell urteilt weiter. Lassen Sie neu lernen, um Neueres zu lernen',
  ],
  [
    'what was being learned ends, as another model was put in force; order retrain to learn newer records',
    'was gelernt wurde, endet, da ein anderes Modell in Kraft gesetzt wurde; lassen Sie neu lernen, um Neueres zu lernen',
  ],
  [
    '{1}: did not settle while learning, so judged by how fast and how far it moves, not by where it is; learn for longer where that is too little',
    '{1}: kam beim Lernen nicht zur Ruhe, daher zählt, wie schnell und wie weit sie sich bewegt, nicht wo sie steht; lernen Sie länger, wo das zu wenig ist',
  ],
  [
    'no tag is judged by what the other tags say of it: these records show too little of what the plant does; learn from more',
    'keine Messstelle wird nach dem beurteilt, was die anderen von ihr sagen: Diese Datensätze zeigen zu wenig von dem, was die Anlage tut; lernen Sie aus mehr',
  ],
  [
    'no tag is judged by what the other tags say of it: none follows from the others in these records',
    'keine Messstelle wird nach dem beurteilt, was die anderen von ihr sagen: Keine folgt in diesen Datensätzen aus den anderen',
  ],
  [
    "{1}: only went up or only down while learning, as a counter does, so what it reads is not judged; give it the role counter in ingest's tag table, and how fast it counts is judged",
    '{1}: stieg oder fiel beim Lernen nur, wie ein Zähler, daher zählt nicht, was sie anzeigt; mit der Rolle Zähler in der Tabelle der Messstellen wird beurteilt, wie schnell sie zählt',
  ],
  [
    "engine '{1}' cannot run here, the built-in one is used: {2}",
    'das Rechenwerk {1} läuft hier nicht, das eingebaute wird genommen: {2}',
  ],
  [
    'the network adds nothing on this plant; without weight in the score: {1}',
    'das Netz trägt bei dieser Anlage nichts bei; ohne Gewicht im Wert: {1}',
  ],
  ['without weight in the score: {1}', 'ohne Gewicht im Wert: {1}'],
  [
    'wasm is used: no other engine is installed',
    'WebAssembly wird genommen: Ein anderes Rechenwerk ist nicht installiert',
  ],
  ['{1} cannot run here: {2}', '{1} läuft hier nicht: {2}'],
  ['records are judged by the built-in engine from now on: {1}', 'ab jetzt urteilt das eingebaute Rechenwerk: {1}'],
  ['records are judged by the built-in engine: {1}', 'es urteilt das eingebaute Rechenwerk: {1}'],
  ['records are missing; the window starts anew', 'Datensätze fehlen; das Fenster beginnt neu'],
  ['the score is not a finite number', 'der Wert ist keine endliche Zahl'],
  ['{1} of the {2} features that are judged are missing', '{1} der {2} beurteilten Merkmale fehlen'],
  ['{1} of {2} features are missing', '{1} von {2} Merkmalen fehlen'],
  [
    'the relation of {1} to the other tags has changed for good; retrain when that is right',
    'das Verhältnis von {1} zu den anderen Messstellen ist bleibend ein anderes; lassen Sie neu lernen, wenn das richtig ist',
  ],
  ['fault: nobody could judge these records', 'Störung: Über diese Datensätze konnte niemand urteilen'],
  ['before the present model', 'vor dem jetzigen Modell'],
  ['before the present rules of tags', 'vor den jetzigen Regeln der Messstellen'],
];
