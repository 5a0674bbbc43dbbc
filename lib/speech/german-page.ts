/**
 * What the operator page shows in sentences of the server, in German, as in german.ts: what assets are doing, what stands in the way, and
 * what was found odd in a recording. {1#} on the right is a figure.
 */
export const SAID_ON_PAGE: readonly (readonly [english: string, german: string])[] = [
  // What an asset is doing.
  ['Out of service: its alarms are told to nobody.', 'Außer Betrieb: Ihre Alarme erfährt niemand.'],
  ['Alarms are suppressed by design: {1}.', 'Alarme sind planmäßig unterdrückt: {1}.'],
  ['the mode is another one', 'die Betriebsart ist eine andere'],
  ['the mode is {1}', 'die Betriebsart ist {1}'],
  // How closely it is guarded, and why.
  ['no attack was seen for {1}', 'seit {1} wurde kein Angriff gesehen'],
  ['set by {1} until {2}', 'gesetzt von {1} bis {2}'],
  ['set by {1}', 'gesetzt von {1}'],
  ['the time for which {1} had set it is over; {2}', 'die Zeit, für die {1} die Haltung gesetzt hatte, ist um; {2}'],
  ['the time for which {1} had set it is over', 'die Zeit, für die {1} die Haltung gesetzt hatte, ist um'],
  ['Waits for its first record since the start.', 'Wartet seit dem Start auf ihren ersten Datensatz.'],
  ['No record for {1} (usual: every {2}).', 'Seit {1} kein Datensatz (sonst alle {2#}).'],
  ['No record for {1}.', 'Seit {1} kein Datensatz.'],
  ['The score is {1}, its limit is {2}.', 'Der Wert ist {1#}, seine Grenze {2#}.'],
  ['The score is {1}.', 'Der Wert ist {1#}.'],
  ['Is NOT guarded: {1}.', 'Wird NICHT bewacht: {1}.'],
  [
    'Is NOT guarded: its records cannot be judged.',
    'Wird NICHT bewacht: Über ihre Datensätze kann nicht geurteilt werden.',
  ],
  ['Learning. Until then nothing is judged.', 'Lernt. Bis dahin wird nichts beurteilt.'],
  [
    'Learning, {1} of {2}, about {3}. Until then nothing is judged.',
    'Lernt, {1#} von {2#}, noch etwa {3}. Bis dahin wird nichts beurteilt.',
  ],
  ['Learning, {1} of {2}. Until then nothing is judged.', 'Lernt, {1#} von {2#}. Bis dahin wird nichts beurteilt.'],
  [
    'Training, round {1} of {2}, about {3}. Until then nothing is judged.',
    'Training, Runde {1#} von {2#}, noch etwa {3}. Bis dahin wird nichts beurteilt.',
  ],
  [
    'Training, round {1} of {2}. Until then nothing is judged.',
    'Training, Runde {1#} von {2#}. Bis dahin wird nichts beurteilt.',
  ],
  [
    'Waits to be trained, {1}, about {2}. Until then nothing is judged.',
    'Wartet auf das Training ({1} in der Reihe), noch etwa {2}. Bis dahin wird nichts beurteilt.',
  ],
  [
    'Waits to be trained, {1}. Until then nothing is judged.',
    'Wartet auf das Training ({1} in der Reihe). Bis dahin wird nichts beurteilt.',
  ],
  ['Watches; {1}. The last record is rare.', 'Wacht; {1}. Der letzte Datensatz ist selten.'],
  ['Watches. The last record is rare.', 'Wacht. Der letzte Datensatz ist selten.'],
  ['Watches; {1}.', 'Wacht; {1}.'],
  ['Watches.', 'Wacht.'],
  ['{1} deviates by less than what is set as least deviation', '{1} weicht um weniger ab, als eingestellt ist'],
  ['{1} deviate by less than what is set as least deviation', '{1} weichen um weniger ab, als eingestellt ist'],
  ['the mode has changed to {1}', 'die Betriebsart ist jetzt {1}'],
  ['records are back after a pause', 'nach einer Pause kommen wieder Datensätze'],
  ['the guard sees again', 'der Wächter sieht wieder'],
  // Refusals.
  ['this asset is not known any more', 'diese Anlage ist nicht mehr bekannt'],
  ['somebody was faster: {1} is {2} now', 'jemand war schneller: {1} ist jetzt {2}'],
  [
    'by: nobody is signed in, and an approval needs a name that is proven; turn on adminAuth in settings.js and sign in',
    'Niemand ist angemeldet, und eine Freigabe braucht einen belegten Namen: schalten Sie adminAuth in settings.js ein und melden Sie sich an',
  ],
  [
    'the editor is off (httpAdminRoot), so nobody can sign in, and the page only reads',
    'der Editor ist aus (httpAdminRoot), also kann sich niemand anmelden, und diese Seite zeigt nur',
  ],
  // Models.
  [
    'model version {1}, learned from {2} records, judges from now on',
    'Modell {1}, gelernt aus {2} Datensätzen, urteilt ab jetzt',
  ],
  [
    'model version {1}, learned from {2} records, passed its exam; it judges in the shadow of the one in force for {3} records, about {4}, then in its place. Order approve, with a name, to have it judge at once, or decline',
    'Modell {1}, gelernt aus {2} Datensätzen, hat seine Prüfung bestanden; es urteilt für {3} Datensätze, noch etwa {4}, im Schatten des geltenden und dann an dessen Stelle',
  ],
  [
    'model version {1}, learned from {2} records, passed its exam; it judges in the shadow of the one in force for {3} records, then in its place. Order approve, with a name, to have it judge at once, or decline',
    'Modell {1}, gelernt aus {2} Datensätzen, hat seine Prüfung bestanden; es urteilt für {3} Datensätze im Schatten des geltenden und dann an dessen Stelle',
  ],
  [
    'a model learned from {1} records did not pass its exam and does not judge: {2}',
    'ein aus {1} Datensätzen gelerntes Modell hat seine Prüfung nicht bestanden und urteilt nicht: {2}',
  ],
  ['model version {1} will not judge: {2}', 'Modell {1} wird nicht urteilen: {2}'],
  [
    'model version {1} does not judge: beside the model in force {2}',
    'Modell {1} urteilt nicht: neben dem geltenden {2}',
  ],
  ['model version {1} waits for a person: {2}', 'Modell {1} wartet auf einen Menschen: {2}'],
  ['{1} says that what comes now is the new normal', '{1} sagt, dass jetzt der neue Normalzustand kommt'],
  ['{1} approved model version {2}', '{1} hat Modell {2} freigegeben'],
  ['the time of the shelf is over', 'die Zeit der Zurückstellung ist um'],
  // The past.
  ['The flows were deployed or started.', 'Die Flows wurden übernommen oder gestartet.'],
  [
    'The history is only kept in memory: {1} cannot be opened ({2}).',
    'Der Verlauf steht nur im Arbeitsspeicher: {1} lässt sich nicht öffnen ({2}).',
  ],
  [
    'The history has stopped ({1}); it starts again within a minute.',
    'Der Verlauf ist stehen geblieben ({1}); er beginnt in einer Minute wieder.',
  ],
  ['The history has not begun yet.', 'Der Verlauf hat noch nicht begonnen.'],
  ['The history is closed.', 'Der Verlauf ist geschlossen.'],
  ['The history could not take in what came ({1}).', 'Der Verlauf konnte nicht aufnehmen, was kam ({1}).'],
  [
    'The history cannot be written since {1} UTC ({2}); until it can, records are kept in memory, and coarser when there is no place.',
    'Der Verlauf lässt sich seit {1} UTC nicht schreiben ({2}); bis es geht, bleiben Datensätze im Arbeitsspeicher, und gröber, wenn der Platz fehlt.',
  ],
  [
    'There is no threshold or no decision node in the chain, so nothing tells what another limit would have done.',
    'In der Kette fehlt ein Schwellwert- oder ein Entscheidungsknoten, daher sagt nichts, was eine andere Grenze getan hätte.',
  ],
  [
    'A limit of the kind {1} does not follow from alarms a week.',
    'Eine Grenze der Art {1} folgt nicht aus Alarmen je Woche.',
  ],
  ['There is no limit yet.', 'Es gibt noch keine Grenze.'],
  // Commands.
  ['nobody approved it in time', 'niemand hat ihn rechtzeitig freigegeben'],
  ['the alarm is over', 'der Alarm ist vorbei'],
  [
    'it was approved, and the alarm did not ask for it in time',
    'er war freigegeben, und der Alarm hat ihn nicht rechtzeitig verlangt',
  ],
  [
    'it is approved, and the alarm does not ask for it now; it leaves when the alarm does so in time',
    'er ist freigegeben, und der Alarm verlangt ihn jetzt nicht; er wird gegeben, wenn der Alarm es rechtzeitig tut',
  ],
  [
    'History by the second since {1} UTC: the disk is slow.',
    'Verlauf nach Sekunden seit {1} UTC: Die Platte ist langsam.',
  ],
  [
    'History by the minute since {1} UTC: the disk is slow.',
    'Verlauf nach Minuten seit {1} UTC: Die Platte ist langsam.',
  ],
  [
    'History by the hour since {1} UTC: the disk is slow.',
    'Verlauf nach Stunden seit {1} UTC: Die Platte ist langsam.',
  ],
  // What was found odd in a recording.
  [
    'the newest {1} of {2} rows: more do not fit at once',
    'die neuesten {1#} von {2#} Zeilen: Mehr passen nicht auf einmal hinein',
  ],
  [
    'its rows are {1} apart, the records of the plant {2}: what changes fast may look different',
    'ihre Zeilen liegen {1#} auseinander, die Datensätze der Anlage {2#}: Was sich schnell ändert, kann anders aussehen',
  ],
  ['{1} without enough good values passed over', '{1} ohne genug gute Werte übergangen'],
  ['annotated CSV of InfluxDB', 'kommentiertes CSV von InfluxDB'],
  ['{1} left out: {2} is the time', '{1} weggelassen: {2} ist die Zeit'],
  ['{1} comes twice; the second is called {2}', '{1} kommt zweimal; die zweite heißt {2}'],
  ['{1} only counts the rows and is left out', '{1} zählt nur die Zeilen und ist weggelassen'],
  ['{1} is read as {2}', '{1} wird als {2} gelesen'],
  [
    '{1} does not show whether the day or the month comes first; its format in the tag table can say it',
    '{1} zeigt nicht, ob der Tag oder der Monat vorn steht; ihr Format in der Tabelle der Messstellen kann es sagen',
  ],
  [
    '{1} without a time that can be read (line {2}: {3}) passed over',
    '{1} ohne lesbare Zeit (Zeile {2}: {3}) übergangen',
  ],
  ['the header came again 1 time and was passed over', 'die Kopfzeile kam noch einmal und wurde übergangen'],
  ['the header came again {1} times and was passed over', 'die Kopfzeile kam noch {1}-mal und wurde übergangen'],
  ['{1} of data passed over ({2})', '{1} zwischen den Daten übergangen ({2})'],
  ['line {1} holds units', 'Zeile {1} enthält Einheiten'],
  ['lines {1} and {2} name the columns together', 'die Zeilen {1} und {2} benennen die Spalten gemeinsam'],
  ['{1} above the data ({2}) passed over', '{1} über den Daten ({2}) übergangen'],
  [
    'one row per value: {1} becomes a column for each of {2} {3} ({4})',
    'eine Zeile je Wert: {1} wird zu einer Spalte für jede von {2} {3} ({4})',
  ],
  [
    "{1} without a tag's name, or of the logger itself, passed over",
    '{1} ohne Namen einer Messstelle oder des Schreibers selbst übergangen',
  ],
  [
    '{1} parts, each with its own times, are read as one recording of {2} columns',
    '{1} Teile mit eigenen Zeiten werden als eine Aufzeichnung von {2} Spalten gelesen',
  ],
  [
    'the times go back by an hour once, as a local clock in autumn: the rows are read as they stand',
    'die Zeiten gehen einmal um eine Stunde zurück, wie eine Ortszeit im Herbst: Die Zeilen werden gelesen, wie sie stehen',
  ],
  [
    'the times go back by an hour {1} times, as a local clock in autumn: the rows are read as they stand',
    'die Zeiten gehen {1}-mal um eine Stunde zurück, wie eine Ortszeit im Herbst: Die Zeilen werden gelesen, wie sie stehen',
  ],
  ['the newest row comes first; turned round', 'die neueste Zeile kommt zuerst; umgedreht'],
  ['{1} out of order; sorted by time', '{1} nicht in der Reihenfolge; nach der Zeit sortiert'],
  ['{1} taken as quality of the values beside', '{1} als Qualität der Werte daneben genommen'],
  ['{1} comes in {2} and is read in {3}', '{1} kommt in {2} und wird in {3} gelesen'],
  [
    '{1} comes in {2}, the tag in {3}; whether that is the same is not known, and it is read as it is',
    '{1} kommt in {2}, die Messstelle hat {3}; ob das dasselbe ist, ist nicht bekannt, und die Werte werden gelesen, wie sie sind',
  ],
  ['{1}: not in the training, left out', '{1}: nicht im Training, weggelassen'],
  ['tags of {1} assets bear their names: {2}', 'die Messstellen von {1} Anlagen tragen deren Namen: {2}'],
  ['{1} without a time taken as of the one before', '{1} ohne Zeit; genommen ist die davor'],
  [
    '1 row is there twice; the second counts for nothing, as in a flow',
    '1 Zeile ist doppelt; die zweite zählt nicht, wie in einem Flow',
  ],
  [
    '{1} rows are there twice; the second counts for nothing, as in a flow',
    '{1} Zeilen sind doppelt; die zweite zählt nicht, wie in einem Flow',
  ],
  ['{1}: {2} ({3}); in a flow it is bad as well', '{1}: {2} ({3}); in einem Flow ist das ebenso schlecht'],
  [
    '{1} only grows, as a counter, which looks like a drift; give it the role counter in the tag table, and its increase is judged',
    '{1} wächst nur, wie ein Zähler, was nach einer Drift aussieht; mit der Rolle Zähler in der Tabelle der Messstellen wird ihr Zuwachs beurteilt',
  ],
  ['{1} has no value in any row ({2}) and is left out', '{1} hat in keiner Zeile einen Wert ({2}) und ist weggelassen'],
  ['{1} has no value in any row and is left out', '{1} hat in keiner Zeile einen Wert und ist weggelassen'],
  [
    '{1} holds texts ({2}) and is left out; give it the role mode, or its states, in the tag table to use it',
    '{1} enthält Texte ({2}) und ist weggelassen; mit der Rolle Betriebsart, oder ihren Zuständen, in der Tabelle der Messstellen wird sie benutzt',
  ],
  [
    'the tag table names {1} ({2}), which is no column; the columns are {3}',
    'die Tabelle der Messstellen nennt {1} ({2}), was keine Spalte ist; die Spalten sind {3}',
  ],
  [
    'the tag table names {1} ({2}), which is no column; do you mean {3}?',
    'die Tabelle der Messstellen nennt {1} ({2}), was keine Spalte ist; ist {3} gemeint?',
  ],
  ['{1}, and is not read', '{1}, und wird nicht gelesen'],
  ['{1} read as {2}', '{1} gelesen als {2}'],
  [
    '{1} could not be read and was passed over (line {2}: {3})',
    '{1} war nicht zu lesen und wurde übergangen (Zeile {2}: {3})',
  ],
  [
    '{1} could not be read and were passed over (line {2}: {3})',
    '{1} waren nicht zu lesen und wurden übergangen (Zeile {2}: {3})',
  ],
  // Why nothing is learned from it.
  [
    'it has no column for {1}; a model that never saw them could not judge them: export them as well',
    'sie hat keine Spalte für {1}; ein Modell, das sie nie sah, könnte nicht über sie urteilen: exportieren Sie sie mit',
  ],
  [
    'it is too large to be read at once; give it in parts',
    'sie ist zu groß, um auf einmal gelesen zu werden; geben Sie sie in Teilen',
  ],
  [
    'key: its nodes were deployed anew meanwhile; start again',
    'ihre Knoten wurden inzwischen neu übernommen; beginnen Sie noch einmal',
  ],
  [
    '{1}: holds no row of data; give a file with at least one row',
    '{1}: enthält keine Zeile Daten; geben Sie eine Datei mit mindestens einer',
  ],
  [
    '{1}, column {2}: is in {3}, the tag in {4}, and there is no conversion; give the tag the unit of the recording, or convert the column',
    '{1}, Spalte {2}: ist in {3}, die Messstelle in {4}, und das lässt sich nicht umrechnen; geben Sie der Messstelle die Einheit der Aufzeichnung, oder rechnen Sie die Spalte um',
  ],
  ['{1}: is an Excel workbook; save the sheet as CSV', '{1}: ist eine Excel-Mappe; speichern Sie das Blatt als CSV'],
  [
    '{1}: none of its columns ({2}) is a sensor; check the tags',
    '{1}: keine ihrer Spalten ({2}) ist ein Sensor; prüfen Sie die Messstellen',
  ],
  ['key: no detector that learns is in the chain of {1}', 'in der Kette von {1} steht kein Detektor, der lernt'],
  [
    'file: {1} is being read; wait until it is, or cancel that',
    '{1} wird gerade gelesen; warten Sie, bis sie gelesen ist, oder halten Sie das an',
  ],
  ['key: no recording is being read for it', 'für sie wird keine Aufzeichnung gelesen'],
  // How many.
  ['{1} rows', '{1} Zeilen'],
  ['1 row', '1 Zeile'],
  ['{1} lines', '{1} Zeilen'],
  ['1 line', '1 Zeile'],
  ['{1} lines that are no rows', '{1} Zeilen, die keine sind,'],
  ['1 line that is no row', '1 Zeile, die keine ist,'],
  ['{1} messages', '{1} Nachrichten'],
  ['1 message', '1 Nachricht'],
  ['{1} bad values', '{1} schlechte Werte'],
  ['1 bad value', '1 schlechter Wert'],
  // What of a model's file cannot be; before what is said of tags in general.
  ['a margin of it is out of range', 'ein Abstand darin liegt außerhalb der Grenzen'],
  ['a family or the factors of it are out of range', 'eine Art oder die Faktoren darin liegen außerhalb der Grenzen'],
  ['an age of an input is out of range', 'ein Alter einer Eingabe liegt außerhalb der Grenzen'],
  ['a deviation of it is out of range', 'eine Abweichung darin liegt außerhalb der Grenzen'],
  ['a limit of it is out of range', 'eine Grenze darin liegt außerhalb der Grenzen'],
  ['a reach of it is out of range', 'eine Reichweite darin liegt außerhalb der Grenzen'],
  ['{1}, {2} out of range', '{1}, {2} außerhalb der Grenzen'],
  ['{1} out of range', '{1} außerhalb der Grenzen'],
];
