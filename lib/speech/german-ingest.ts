/**
 * What is told of messages and of the clock of their source, in German, as in german.ts: flags on the time axis, the names of formats, what
 * was noted while a recording of messages was read, and why one of them was not. What is read wrongly stands in front: payload.values.
 */
export const SAID_OF_MESSAGES: readonly (readonly [english: string, german: string])[] = [
  // Flags.
  [
    "the source's clock stands still while its values go on; times are taken from the arrival until it goes again",
    'die Uhr der Quelle steht, während ihre Werte weitergehen; bis sie wieder geht, gilt die Zeit der Ankunft',
  ],
  [
    "the source's clock goes again; times are taken as they are now",
    'die Uhr der Quelle geht wieder; ihre Zeiten gelten, wie sie jetzt sind',
  ],
  [
    'the clock was set back; times are taken as they are now',
    'die Uhr wurde zurückgestellt; ihre Zeiten gelten, wie sie jetzt sind',
  ],
  [
    'the clock was set forward; times are taken as they are now',
    'die Uhr wurde vorgestellt; ihre Zeiten gelten, wie sie jetzt sind',
  ],
  // What messages were read as; a tag may be called rows, record or table as well.
  ['{1} read as rows', '{1} gelesen als Zeilen'],
  ['{1} read as record', '{1} gelesen als Datensatz'],
  ['{1} read as table', '{1} gelesen als Tabelle'],
  ['{1} read as {2}, {3}', '{1} gelesen als {2}, {3}'],
  ['Asset Administration Shell', 'Verwaltungsschale (AAS)'],
  ['AWS device shadow', 'AWS Device Shadow'],
  ['LoRaWAN uplink', 'LoRaWAN-Uplink'],
  ['own mapping', 'eigene Zuordnung'],
  ['named values', 'benannte Werte'],
  ['plain object', 'Objekt von Messstellen'],
  ['array of numbers', 'Liste von Zahlen'],
  ['value per topic', 'ein Wert je Topic'],
  ['series of pairs', 'Reihe von Paaren'],
  // What was noted.
  [
    '{1} holds no time ({2}); the time of arrival stands in for it',
    '{1} enthält keine Zeit ({2}); an ihrer Stelle gilt die Zeit der Ankunft',
  ],
  [
    '{1} sends metrics whose BIRTH was not seen; ask it for a rebirth',
    '{1} sendet Metriken, deren BIRTH nicht zu sehen war; fordern Sie ein Rebirth an',
  ],
  [
    '{1} sends metrics without datatype, and the decoder in front of this node lost their values; wire the raw buffer instead',
    '{1} sendet Metriken ohne Datentyp, und der Decoder vor diesem Knoten hat ihre Werte verloren; verbinden Sie stattdessen den rohen Buffer',
  ],
  // What is in doubt.
  [
    "{1}: {2}; confirm the mapping that the node's dialog proposes, or write one",
    '{1}: {2}; bestätigen Sie die Zuordnung, die der Dialog des Knotens vorschlägt, oder schreiben Sie eine',
  ],
  ['{1} may be a value as well', '{1} kann auch ein Wert sein'],
  ['{1} may be a name, {2} its value', '{1} kann ein Name sein, {2} sein Wert'],
  ['holds rows of one time that {1} tells apart', 'enthält Zeilen einer Zeit, die sich in {1} unterscheiden'],
  ['{1} holds rows of one time that {2} tells apart', '{1} enthält Zeilen einer Zeit, die sich in {2} unterscheiden'],
  ['names {1} twice at one time', 'nennt {1} zu einer Zeit zweimal'],
  ['{1} names {2} twice at one time', '{1} nennt {2} zu einer Zeit zweimal'],
  // Why a message was not read.
  [
    '{1}: is {2}, in no known format; tried {3}. Choose the format or map its paths',
    '{1} ist {2}, in keinem bekannten Format; wählen Sie das Format, oder ordnen Sie die Pfade zu',
  ],
  [
    "{1}: could be {2} or {3}; choose the format in the node's settings",
    '{1} kann zweierlei sein: {2} oder {3}; wählen Sie das Format in den Einstellungen des Knotens',
  ],
  [
    '{1}: is no JSON ({2}); write one message in each line',
    '{1} ist kein JSON ({2}); jede Zeile braucht eine Nachricht',
  ],
  [
    '{1}: begins like JSON and is not ({2}); send complete JSON',
    '{1} beginnt wie JSON und ist keines ({2}); senden Sie vollständiges JSON',
  ],
  [
    '{1}: has {2} bytes, the limit is {3}; raise it or send less at a time',
    '{1} hat {2} Bytes, höchstens gehen {3}; erhöhen Sie die Grenze, oder senden Sie weniger auf einmal',
  ],
  ['{1}: is nested deeper than {2} levels; {3}', '{1} ist tiefer als {2} Ebenen verschachtelt; {3}'],
  ['{1}: holds more than {2} names in one object; {3}', '{1} hat mehr als {2} Namen in einem Objekt; {3}'],
  ['{1}: holds more than {2} values; {3}', '{1} hat mehr als {2} Werte; {3}'],
  ['{1}: holds {2} rows, the limit is {3}; {4}', '{1} hat {2} Zeilen, höchstens gehen {3}; {4}'],
  [
    '{1}: holds {2} values at one time, the limit is {3}; {4}',
    '{1} hat {2} Werte zu einer Zeit, höchstens gehen {3}; {4}',
  ],
  [
    '{1}: has a list with holes; send null for what is missing',
    '{1} hat eine Liste mit Lücken; senden Sie null für das, was fehlt',
  ],
  [
    '{1}: has the time {2} ms, which no clock shows; send ms since 1970',
    '{1} hat die Zeit {2} ms, die keine Uhr zeigt; senden Sie ms seit 1970',
  ],
  [
    '{1}: is {2}, which was tried as ISO 8601 or seconds, ms, us or ns since 1970 and is no time, or could be two; give its format in the tag table, for example {3}',
    '{1} ist {2}: weder ISO 8601 noch Sekunden, ms, us oder ns seit 1970, oder zweierlei davon; geben Sie das Format in der Tabelle der Messstellen an, zum Beispiel {3}',
  ],
  [
    '{1}: is {2}, which was tried as {3} and is no time, or could be two; give its format in the tag table, for example {4}',
    '{1} ist {2}: keine Zeit im Format {3}, oder zweierlei; geben Sie das Format in der Tabelle der Messstellen an, zum Beispiel {4}',
  ],
  ['{1}: is empty; complete or remove the line', '{1} ist leer; vervollständigen oder entfernen Sie die Zeile'],
  ['payload line {1}: {2}', 'payload, Zeile {1}: {2}'],
  [
    '{1}: holds no line; send a header line and rows of values',
    '{1} enthält keine Zeile; senden Sie eine Kopfzeile und Zeilen mit Werten',
  ],
  [
    '{1}: holds a header line and no row of values below it',
    '{1} enthält eine Kopfzeile und keine Zeile mit Werten darunter',
  ],
  [
    '{1}: is no valid CSV (a cell of {2} characters); send numbers and short texts',
    '{1} ist kein gültiges CSV (eine Zelle mit {2} Zeichen); senden Sie Zahlen und kurze Texte',
  ],
  [
    'is no line protocol; send measurement,tag=x field=1 time',
    'ist kein Line Protocol; senden Sie measurement,tag=x field=1 time',
  ],
  [
    '{1}: holds no series; send an answer of a query',
    '{1} enthält keine Reihe; senden Sie die Antwort auf eine Abfrage',
  ],
  ['{1}: is missing from {2}; send a list', '{1} fehlt ({2}); senden Sie eine Liste'],
  ['{1}: names no property; send propertyName', '{1} nennt keine Eigenschaft; senden Sie propertyName'],
  ['{1}: is an error of Ditto: {2}', '{1} ist ein Fehler von Ditto: {2}'],
  ['{1}: is not in the message; {2}', '{1} fehlt in der Nachricht; {2}'],
  [
    '{1}: holds values without names; list the {2} tags in the tag table in their order',
    '{1} enthält Werte ohne Namen; tragen Sie die {2} Messstellen in ihrer Reihenfolge in die Tabelle ein',
  ],
  [
    '{1}: has {2} values for {3} nodes; they must stand side by side',
    '{1} hat {2} Werte für {3} Knoten; sie müssen nebeneinander stehen',
  ],
  [
    '{1}: is {2}; Sparkplug needs the topic {3} to know the asset and the kind of message',
    '{1} ist {2}; Sparkplug braucht das Topic {3}, um Anlage und Art der Nachricht zu kennen',
  ],
  [
    '{1}: is no Sparkplug payload ({2}); check that topic and payload belong together',
    '{1} ist keine Nachricht von Sparkplug ({2}); prüfen Sie, ob Topic und Payload zusammengehören',
  ],
  // Before what ends with rows or lines in general.
  ['{1}: is {2}; send an array of rows', '{1} ist {2}; senden Sie eine Liste von Zeilen'],
  ['{1}: is {2}; send rows or lines', '{1} ist {2}; senden Sie Zeilen'],
  // What to send instead.
  ['send a flatter message', 'senden Sie eine flachere Nachricht'],
  ['map its paths', 'ordnen Sie die Pfade zu'],
  ['send fewer at a time', 'senden Sie weniger auf einmal'],
  ['send fewer', 'senden Sie weniger'],
  [
    'raise the largest message or send less at a time',
    'erhöhen Sie die größte Nachricht, oder senden Sie weniger auf einmal',
  ],
  ['correct the value path', 'berichtigen Sie den Pfad der Werte'],
  ['correct the asset path', 'berichtigen Sie den Pfad der Anlage'],
  ['correct the time path', 'berichtigen Sie den Pfad der Zeit'],
  ['correct the tag path', 'berichtigen Sie den Pfad der Messstelle'],
  ['send a submodel', 'senden Sie ein Teilmodell'],
  ['send a shadow document', 'senden Sie ein Shadow-Dokument'],
  ['send a property value update or { entries }', 'senden Sie eine Änderung von Werten oder { entries }'],
  ['send an event or a twin', 'senden Sie ein Ereignis oder einen Zwilling'],
  ["send the event's data", 'senden Sie die Daten des Ereignisses'],
  ['it must name the twin', 'es muss den Zwilling nennen'],
  ['send a path such as {1}', 'senden Sie einen Pfad wie {1}'],
  ['send a CloudEvent', 'senden Sie ein CloudEvent'],
  ['send a Ditto message', 'senden Sie eine Nachricht von Ditto'],
  ['send the id of the thing', 'senden Sie die Kennung des Dings'],
  ['send namespace/name/things/twin/events/...', 'senden Sie namespace/name/things/twin/events/...'],
  ['send a row with _field and _value', 'senden Sie eine Zeile mit _field und _value'],
  ['send an uplink', 'senden Sie einen Uplink'],
  ['add a payload formatter on the network server', 'fügen Sie am Netzwerkserver einen Payload-Formatter hinzu'],
  ['send the answer of current or sample', 'senden Sie die Antwort auf current oder sample'],
  ['send a list of {1}', 'senden Sie eine Liste: {1}'],
  ['send a notification or an entity', 'senden Sie eine Benachrichtigung oder eine Entität'],
  ['send an entity', 'senden Sie eine Entität'],
  ['send the id of the entity', 'senden Sie die Kennung der Entität'],
  ['send the id of the node', 'senden Sie die Kennung des Knotens'],
  [
    'it must name the nodes of payload in the same order',
    'es muss die Knoten von payload in derselben Reihenfolge nennen',
  ],
  ['it must be a node id such as {1}', 'es muss die Kennung eines Knotens sein, wie {1}'],
  ['it must name the nodes of payload.value', 'es muss die Knoten von payload.value nennen'],
  ['send an object of tags for each row', 'senden Sie für jede Zeile ein Objekt von Messstellen'],
  ['send an object of tags', 'senden Sie ein Objekt von Messstellen'],
  ['send an array of numbers', 'senden Sie eine Liste von Zahlen'],
  ['send a text of 1 to {1} characters', 'senden Sie einen Text von 1 bis {1} Zeichen'],
  ['send milliseconds since 1970', 'senden Sie Millisekunden seit 1970'],
  ['send one value, or {1}', 'senden Sie einen Wert, oder {1}'],
  ['send one value', 'senden Sie einen Wert'],
  ['send a SenML record', 'senden Sie einen SenML-Datensatz'],
  ['send { {1} }', 'senden Sie { {1} }'],
  ['send 1 to {1} numbers', 'senden Sie 1 bis {1} Zahlen'],
  ['send CSV text', 'senden Sie CSV'],
  ['send series of {1}', 'senden Sie Reihen von {1}'],
  ['send a notification of status', 'senden Sie eine Benachrichtigung über den Status'],
  ['send the buffer, or an object with metrics', 'senden Sie den Buffer, oder ein Objekt mit Metriken'],
];
