import { SAID_OF_BLINDNESS } from './german-blind';

/**
 * What the nodes say of an alarm, in German. On the left as it is said, {1}, {2} ... stand for what is filled in: names and figures, or a
 * part that is itself in one of the tables; {1#} on the right is a figure. A sentence that is missing here stays as it is; a test finds it.
 */
export const SENTENCES: readonly (readonly [english: string, german: string])[] = [
  // The sentence of an alarm, and what it is made of.
  ['This looks like a cyber-attack ({1}): {2}', 'Das sieht nach einem Cyberangriff aus ({1}): {2}'],
  ['This looks like a sensor fault ({1}): {2}', 'Das sieht nach einem Sensorfehler aus ({1}): {2}'],
  ['This looks like a drift of the process ({1}): {2}', 'Das sieht nach einer Drift des Prozesses aus ({1}): {2}'],
  ['Something is wrong, and it is not clear what.', 'Etwas stimmt nicht, und es ist nicht klar, was.'],
  ['{2} Most affected: {1}.', '{2} Am stärksten betroffen: {1}.'],
  [
    '{1} reads {2}; from the other tags {3} is expected. {4}',
    '{1} zeigt {2#}; aus den anderen Messstellen wäre {3#} zu erwarten. {4}',
  ],
  ['The alarm of {1} is over.', 'Der Alarm von {1} ist vorbei.'],
  [
    '{1} is set where the plant never ran. {2} run outside their usual range.',
    '{1} steht, wo die Anlage nie lief. Außerhalb ihres üblichen Bereichs: {2}.',
  ],
  [
    '{1} are set where the plant never ran. {2} run outside their usual range.',
    '{1} stehen, wo die Anlage nie lief. Außerhalb ihres üblichen Bereichs: {2}.',
  ],
  ['{1} is set where the plant never ran.', '{1} steht, wo die Anlage nie lief.'],
  ['{1} are set where the plant never ran.', '{1} stehen, wo die Anlage nie lief.'],
  // Wires, gateways and twins.
  [
    '{1} reads what {2} read, and {3} what {4} read, from one message to the next: they may be swapped.',
    '{1} zeigt, was {2} zeigte, und {3}, was {4} zeigte, von einer Nachricht zur nächsten: Sie können vertauscht sein.',
  ],
  [
    '{1} shows what the other tags told {2} messages before.',
    '{1} zeigt, was die anderen Messstellen {2} Nachrichten zuvor sagten.',
  ],
  ['{1} shows what its twin showed {2} messages before.', '{1} zeigt, was ihr Zwilling {2} Nachrichten zuvor zeigte.'],
  [
    'The twin of {1} has stood still for {2} messages while the plant goes on.',
    'Der Zwilling von {1} steht seit {2} Nachrichten still, während die Anlage weiterläuft.',
  ],
  // Attacks.
  [
    '{3} For {1} messages the data have arrived {2} times as unevenly as usual.',
    '{3} Seit {1} Nachrichten kommen die Daten {2#}-mal so ungleichmäßig wie sonst.',
  ],
  [
    '{2} For {1} messages the data have arrived later than usual.',
    '{2} Seit {1} Nachrichten kommen die Daten später als sonst.',
  ],
  [
    '{2} For {1} messages the data have arrived earlier than usual.',
    '{2} Seit {1} Nachrichten kommen die Daten früher als sonst.',
  ],
  [
    'The messages come every {1} instead of {2}, as evenly as before: the source has another rate.',
    'Die Nachrichten kommen alle {1#} statt alle {2#}, so gleichmäßig wie zuvor: Die Quelle hat einen anderen Takt.',
  ],
  [
    'For {1} messages the data have arrived {2} times as unevenly as usual.',
    'Seit {1} Nachrichten kommen die Daten {2#}-mal so ungleichmäßig wie sonst.',
  ],
  [
    'For {1} messages the data have arrived later than usual.',
    'Seit {1} Nachrichten kommen die Daten später als sonst.',
  ],
  [
    'For {1} messages the data have arrived earlier than usual.',
    'Seit {1} Nachrichten kommen die Daten früher als sonst.',
  ],
  [
    '{1} messages came from a source that was not there before.',
    '{1} Nachrichten kamen aus einer Quelle, die es vorher nicht gab.',
  ],
  ['{1} messages are missing by their sequence numbers.', 'Nach den laufenden Nummern fehlen {1} Nachrichten.'],
  ['{1} messages came twice or late.', '{1} Nachrichten kamen zweimal oder verspätet.'],
  [
    '{1} stand still all at once while messages go on.',
    '{1} stehen auf einmal alle still, während Nachrichten weiterlaufen.',
  ],
  [
    '{1} repeats exactly what it read {2} messages before.',
    '{1} wiederholt genau, was sie {2} Nachrichten zuvor zeigte.',
  ],
  [
    '{1} repeat exactly what they read {2} messages before.',
    '{1} wiederholen genau, was sie {2} Nachrichten zuvor zeigten.',
  ],
  [
    '{1} agrees with its twin, but the other tags speak against both: measurement and twin may have been changed together.',
    '{1} stimmt mit ihrem Zwilling überein, aber die anderen Messstellen sprechen gegen beide: Messwert und Zwilling können gemeinsam verändert worden sein.',
  ],
  [
    '{1} agree with their twins, but the other tags speak against all of them: measurement and twin may have been changed together.',
    '{1} stimmen mit ihren Zwillingen überein, aber die anderen Messstellen sprechen gegen alle: Messwert und Zwilling können gemeinsam verändert worden sein.',
  ],
  ['{1} does not do what it was told to.', '{1} tut nicht, was ihr gesagt wurde.'],
  ['{1} do not do what they were told to.', '{1} tun nicht, was ihnen gesagt wurde.'],
  [
    '{1} left what the other tags tell at the same moment.',
    '{1} verließen im selben Augenblick, was die anderen Messstellen sagen.',
  ],
  ['{1} left their twin at the same moment.', '{1} verließen im selben Augenblick ihren Zwilling.'],
  [
    '{1} jumped although no setpoint and no controlled measurement did.',
    '{1} sprang, obwohl kein Sollwert und keine geregelte Messstelle es tat.',
  ],
  [
    '{1} is shown elsewhere, and no command and no controlled measurement has answered to it.',
    '{1} wird anders angezeigt, und weder ein Befehl noch eine geregelte Messstelle hat darauf geantwortet.',
  ],
  // Sensors.
  [
    '{1} counts, and has begun anew: it fell from {2} to {3}.',
    '{1} zählt und hat neu begonnen: gefallen von {2#} auf {3#}.',
  ],
  [
    '{1} counts no more: it has stood at {2} for {3} messages while other tags go on.',
    '{1} zählt nicht mehr: steht seit {3#} Nachrichten auf {2#}, während andere Messstellen weitergehen.',
  ],
  ['{1} counts {2} times as fast as it did while it was learned.', '{1} zählt {2#}-mal so schnell wie beim Lernen.'],
  ['{1} has not moved at all, which is not like it.', '{1} hat sich gar nicht bewegt, was nicht zu ihr passt.'],
  ['{1} gave no value in {2} % of the messages.', '{1} gab in {2#} % der Nachrichten keinen Wert.'],
  [
    '{1} falls to {2} again and again, as with a loose contact.',
    '{1} fällt immer wieder auf {2#}, wie bei einem Wackelkontakt.',
  ],
  [
    '{1} reads {2} instead of {3}, {4}, as in another unit.',
    '{1} zeigt {2#} statt {3#}, {4}, wie in einer anderen Einheit.',
  ],
  [
    '{1} left its level at once, stays away, and is {2} times as restless as it was since: another instrument.',
    '{1} verließ ihr Niveau auf einmal, bleibt fort und ist seitdem {2#}-mal so unruhig wie zuvor: ein anderes Gerät.',
  ],
  [
    '{1} jumps {2} times as much as usual, in single spikes.',
    '{1} springt {2#}-mal so viel wie sonst, in einzelnen Spitzen.',
  ],
  ['{1} jumps {2} times as much as usual.', '{1} springt {2#}-mal so viel wie sonst.'],
  [
    '{1} left {2} at once and stays away; nothing else agrees with it.',
    '{1} verließ auf einmal {2} und bleibt fort; nichts anderes stimmt dem zu.',
  ],
  [
    '{1} has been leaving {2} for {3} messages; nothing else agrees with it.',
    '{1} verlässt seit {3} Nachrichten {2}; nichts anderes stimmt dem zu.',
  ],
  // Drifts.
  [
    '{1} moves slowly away from {2} over {3} messages, and {4} follows.',
    '{1} entfernt sich über {3} Nachrichten langsam; verlassen wird {2}, und {4} folgt.',
  ],
  [
    '{1} moves slowly away from {2} over {3} messages, and {4} follow.',
    '{1} entfernt sich über {3} Nachrichten langsam; verlassen wird {2}, und {4} folgen.',
  ],
  [
    '{1} moves slowly away from {2} over {3} messages.',
    '{1} entfernt sich über {3} Nachrichten langsam; verlassen wird {2}.',
  ],
  [
    '{1} went from {2} to {3} at once and stays there; no other tag moved with it.',
    '{1} ging auf einmal von {2#} auf {3#} und bleibt dort; keine andere Messstelle bewegte sich mit.',
  ],
  [
    'Every measurement still agrees with {1}. {2} run outside their usual range.',
    'Jeder Messwert stimmt noch überein; verglichen wird er so: {1}. {2} laufen außerhalb ihres üblichen Bereichs.',
  ],
  [
    'Many values moved together. {1} run outside their usual range.',
    'Viele Werte haben sich gemeinsam bewegt. {1} laufen außerhalb ihres üblichen Bereichs.',
  ],
  [
    'Every measurement still agrees with {1}. {2} runs outside its usual range.',
    'Jeder Messwert stimmt noch überein; verglichen wird er so: {1}. {2} läuft außerhalb des üblichen Bereichs.',
  ],
  ['{1} runs outside its usual range.', '{1} läuft außerhalb des üblichen Bereichs.'],
  [
    '{1} read {2} all the time while it was learned, and reads {3} now.',
    '{1} zeigte {2#}, so lange gelernt wurde, und zeigt jetzt {3#}.',
  ],
  [
    '{1} read {2} all the time while it was learned, and has changed since.',
    '{1} zeigte {2#}, so lange gelernt wurde, und hat sich seither geändert.',
  ],
  [
    'No tag is off by itself; what they do together is not as it was.',
    'Keine Messstelle weicht für sich allein ab; was sie zusammen tun, ist nicht wie zuvor.',
  ],
  ['Every measurement still agrees with {1}.', 'Jeder Messwert stimmt noch überein; verglichen wird er so: {1}.'],
  ['Many values moved together.', 'Viele Werte haben sich gemeinsam bewegt.'],
  ['It has lasted for {1} messages.', 'Es dauert seit {1} Nachrichten.'],
  // Rules of the plant.
  ['{1} is {2}, which a rule of this plant calls {3}.', '{1} ist {2}, was eine Regel dieser Anlage so nennt: {3}.'],
  ['{1} are {2}, which a rule of this plant calls {3}.', '{1} sind {2}, was eine Regel dieser Anlage so nennt: {3}.'],
  // Evidence beside.
  [
    'There is no twin estimate to compare the tags with.',
    'Es gibt keine Schätzung eines Zwillings, mit der die Messstellen zu vergleichen wären.',
  ],
  [
    "Control charts found it; the detector's score is within its limit.",
    'Regelkarten haben es gefunden; der Wert des Detektors liegt innerhalb seiner Grenze.',
  ],
  [
    'The score is at {1} % of its limit, which counts while the posture is raised.',
    'Der Wert liegt bei {1#} % seiner Grenze, was zählt, solange die Haltung erhöht ist.',
  ],
  [
    "The score's rarity is {1}: 50 is the limit, 100 was never seen.",
    'Die Seltenheit des Werts ist {1#}: 50 ist die Grenze, 100 wurde nie gesehen.',
  ],
  [
    '{1} records of which none like was ever seen came within {2}: closer together than chance explains.',
    '{1} Datensätze, wie es nie welche gab, kamen innerhalb von {2}: dichter beieinander, als der Zufall erklärt.',
  ],
  [
    'Too little normal behaviour was seen to compare with.',
    'Es wurde zu wenig normales Verhalten gesehen, um damit zu vergleichen.',
  ],
  ['Like the alarm of {1}, which {2} confirmed{3}.', 'Wie der Alarm vom {1}, von {2} bestätigt{3}.'],
  ['Like the alarm of {1}, which {2} called false{3}.', 'Wie der Alarm vom {1}, von {2} Fehlalarm genannt{3}.'],
  ['Like the alarm of {1}, which {2} called maintenance{3}.', 'Wie der Alarm vom {1}, von {2} Wartung genannt{3}.'],
  [
    'Like the alarm of {1}, which {2} called the new normal{3}.',
    'Wie der Alarm vom {1}, von {2} neuer Normalzustand genannt{3}.',
  ],
  // What a detector's status adds.
  ['has seen {1} of {2}', 'hat {1} von {2} gesehen'],
  ['learns a twin from {1} records, {2} so far', 'lernt einen Zwilling ab {1} Datensätzen, bisher {2}'],
  ['a new model waits for approval', 'ein neues Modell wartet auf Freigabe'],
  ['model version {1} in shadow {2}, about {3}', 'Modell {1} urteilt ungehört mit, {2}, noch etwa {3}'],
  ['model version {1} in shadow {2}', 'Modell {1} urteilt ungehört mit, {2}'],
  ['the network adds nothing here', 'das Netz trägt hier nichts bei'],
  ['learns nothing: {1}', 'lernt nichts: {1}'],
  ['an alarm is open: {1}', 'ein Alarm ist offen: {1}'],
  ['there is no model; order train', 'es gibt kein Modell; train befehlen'],
  ...SAID_OF_BLINDNESS,
];

/** Parts that stand in a sentence by themselves. */
export const PARTS: Readonly<Record<string, string>> = {
  replay: 'Wiedereinspielung',
  'tampered measurements': 'veränderte Messwerte',
  'data changed on the way': 'unterwegs veränderte Daten',
  'timing attack': 'Angriff auf die Zeiten',
  'foreign messages': 'fremde Nachrichten',
  'messages blocked': 'blockierte Nachrichten',
  'data held back': 'zurückgehaltene Daten',
  'manipulated actuator': 'manipuliertes Stellglied',
  'manipulated setpoint': 'manipulierter Sollwert',
  'stuck sensor': 'hängender Sensor',
  'sensor dropout': 'aussetzender Sensor',
  'loose contact': 'Wackelkontakt',
  'spiking sensor': 'Sensor mit Spitzen',
  'noisy sensor': 'rauschender Sensor',
  'offset sensor': 'versetzter Sensor',
  'drifting sensor': 'driftender Sensor',
  'changed unit': 'andere Einheit',
  'replaced sensor': 'getauschter Sensor',
  'swapped sensors': 'vertauschte Sensoren',
  'delayed sensor': 'verzögerter Sensor',
  'frozen twin': 'eingefrorener Zwilling',
  'counter reset': 'zurückgesetzter Zähler',
  'stopped counter': 'stehender Zähler',
  'miscounting counter': 'falsch zählender Zähler',
  'process drift': 'Drift des Prozesses',
  'level shift': 'anderes Niveau',
  'new operating point': 'neuer Arbeitspunkt',
  'changed conditions': 'veränderte Bedingungen',
  'blind guard': 'blinder Wächter',
  'its twin': 'ihren Zwilling',
  'what the other tags tell': 'das, was die anderen Messstellen sagen',
  'too high': 'zu hoch',
  'too low': 'zu niedrig',
  off: 'abweichend',
  somebody: 'jemandem',
  'none yet': 'noch keine',
  'standing still': 'unbewegt',
  silent: 'stumm',
  'lie behind what is known already': 'liegen hinter dem, was schon bekannt ist',
  'claim times far ahead of its clock': 'behaupten Zeiten weit vor seiner Uhr',
  'came before: the source repeats itself': 'kamen schon: Die Quelle wiederholt sich',
  "are old values by the source's own word": 'sind nach eigener Aussage der Quelle alte Werte',
  'hold no number of a tag that was learned': 'enthalten keine Zahl einer gelernten Messstelle',
  'make no complete record': 'ergeben keinen vollständigen Datensatz',
  "are each older than the one before: the source's time runs backwards":
    'sind jede älter als die davor: Die Zeit der Quelle läuft rückwärts',
};
