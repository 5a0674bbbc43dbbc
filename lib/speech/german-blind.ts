/** What is told of a guard that is blind, in German, as in german.ts. */
export const SAID_OF_BLINDNESS: readonly (readonly [english: string, german: string])[] = [
  ['The guard of {1} cannot judge its data.', 'Der Wächter von {1} kann nicht über seine Daten urteilen.'],
  [
    'The score is not a number, or the data do not suit the model.',
    'Der Wert ist keine Zahl, oder die Daten passen nicht zum Modell.',
  ],
  ['The guard of {1} is blind: nothing arrives.', 'Der Wächter von {1} ist blind: Nichts kommt an.'],
  [
    "The guard of {1} is blind: all that arrives are old values by the source's own word.",
    'Der Wächter von {1} ist blind: Was ankommt, sind nach dem Wort der Quelle selbst nur alte Werte.',
  ],
  [
    'The guard of {1} is partly blind: its messages come from two clocks, the second one {2} behind the first; {3} of {4} messages were not judged.',
    'Der Wächter von {1} ist teilweise blind: Seine Nachrichten kommen von zwei Uhren, die zweite {2} hinter der ersten; {3} von {4} Nachrichten wurden nicht beurteilt.',
  ],
  [
    'The guard of {1} is partly blind: its messages come from two clocks, the second one {2} ahead of the first; {3} of {4} messages were not judged.',
    'Der Wächter von {1} ist teilweise blind: Seine Nachrichten kommen von zwei Uhren, die zweite {2} vor der ersten; {3} von {4} Nachrichten wurden nicht beurteilt.',
  ],
  [
    'The guard of {1} was blind: its clock was set to {2}, and {3} of {4} messages were not judged until that was clear.',
    'Der Wächter von {1} war blind: Seine Uhr wurde auf {2} gestellt, und {3} von {4} Nachrichten wurden nicht beurteilt, bis das klar war.',
  ],
  [
    'The guard of {1} was blind: its clock was set, and {2} of {3} messages were not judged until that was clear.',
    'Der Wächter von {1} war blind: Seine Uhr wurde gestellt, und {2} von {3} Nachrichten wurden nicht beurteilt, bis das klar war.',
  ],
  [
    'The guard of {1} is partly blind: {2} of {3} messages {4}.',
    'Der Wächter von {1} ist teilweise blind: {2} von {3} Nachrichten {4}.',
  ],
  [
    'The guard of {1} is blind: {2} of {3} messages {4}.',
    'Der Wächter von {1} ist blind: {2} von {3} Nachrichten {4}.',
  ],
  ['{1}, which stands at {2}', '{1} (Stand {2})'],
  ['Of {1} messages that arrived, {2} were judged.', 'Von {1} Nachrichten, die ankamen, wurden {2} beurteilt.'],
  [
    'Look at the line and at the gateway; who blocks messages hides what the plant does.',
    'Sehen Sie nach Leitung und Gateway; wer Nachrichten blockiert, verbirgt, was die Anlage tut.',
  ],
  [
    'A clock that was set back, a queue that is played again or a replay looks like this.',
    'So sieht eine zurückgestellte Uhr, eine nachgespielte Warteschlange oder eine Wiedereinspielung aus.',
  ],
  [
    'A source with a wrong clock, or forged messages, looks like this; find out who sends them.',
    'So sieht eine Quelle mit falscher Uhr aus, oder gefälschte Nachrichten; finden Sie heraus, wer sie sendet.',
  ],
  [
    'A gateway that hangs repeats its last message, and so does who plays it back; restart it.',
    'Ein hängendes Gateway wiederholt seine letzte Nachricht, ebenso wer sie wiedereinspielt; starten Sie es neu.',
  ],
  [
    'The source sends what it had stored, and nothing of what it measures now.',
    'Die Quelle sendet Gespeichertes und nichts von dem, was sie jetzt misst.',
  ],
  [
    'Names may have changed, or another source writes to this asset; to learn the tags anew, order reset.',
    'Namen können sich geändert haben, oder eine andere Quelle schreibt in diese Anlage; um die Messstellen neu zu lernen, befehlen Sie reset.',
  ],
  [
    'A tag that is waited for does not come any more, or the clock of the source stands still.',
    'Eine Messstelle, auf die gewartet wird, kommt nicht mehr, oder die Uhr der Quelle steht.',
  ],
  [
    'Look at the clock of the source, and whether a recording is played backwards.',
    'Sehen Sie nach der Uhr der Quelle, und ob eine Aufzeichnung rückwärts läuft.',
  ],
  [
    'Two gateways whose clocks are apart look like this, and so does a shadow stream of forged messages.',
    'So sehen zwei Gateways mit verschiedenen Uhren aus, ebenso ein Schattenstrom gefälschter Nachrichten.',
  ],
  [
    'Somebody has set the clock of the source, or a recording is played again from another time.',
    'Jemand hat die Uhr der Quelle gestellt, oder eine Aufzeichnung wird von einer anderen Zeit an gespielt.',
  ],
];
