/**
 * What the log, the flags on the time axis and the notes of a model tell on the page, in German, as in german.ts: what became of a model, of
 * commands and of settings, and why.
 */
export const SAID_OF_EVENTS: readonly (readonly [english: string, german: string])[] = [
  // What people did, and what came of it.
  ['model trained', 'Modell trainiert'],
  ['model in force', 'Modell in Kraft'],
  ['model approved', 'Modell freigegeben'],
  ['model refused', 'Modell abgelehnt'],
  ['model waits', 'Modell wartet'],
  ['model in shadow', 'Modell im Schatten'],
  ['back to a version before', 'zurück zu einer früheren Version'],
  ['version pinned', 'Version festgehalten'],
  ['version not pinned any more', 'Version nicht mehr festgehalten'],
  ['new normal', 'neuer Normalzustand'],
  ['new normal accepted', 'neuer Normalzustand angenommen'],
  ['limit learned', 'Grenze gelernt'],
  ['setting changed', 'Einstellung geändert'],
  ['the dialog holds again', 'der Dialog gilt wieder'],
  ['clock set', 'Uhr gestellt'],
  ['clock stands still', 'Uhr steht'],
  ['clock goes again', 'Uhr geht wieder'],
  ['acknowledged', 'quittiert'],
  ['shelved', 'zurückgestellt'],
  ['shelf ended', 'Zurückstellung beendet'],
  ['unlatched', 'entriegelt'],
  ['out of service', 'außer Betrieb'],
  ['in service again', 'wieder in Betrieb'],
  ['suppressed by design', 'planmäßig unterdrückt'],
  ['not suppressed any more', 'nicht mehr unterdrückt'],
  ['feedback given', 'Rückmeldung gegeben'],
  ['commands armed', 'Befehle scharf'],
  ['commands in dry run', 'Befehle im Probelauf'],
  ['approved', 'freigegeben'],
  ['declined', 'abgelehnt'],
  ['learning frozen', 'Lernen eingefroren'],
  ['learns again', 'lernt wieder'],
  ['begun anew', 'von vorn begonnen'],
  ['command sent', 'Befehl gesendet'],
  ['command held', 'Befehl gehalten'],
  ['{1}: limit {2}', '{1}: Grenze {2#}'],
  ['command sent: {1}', 'Befehl gesendet: {1}'],
  ['command held: {1}', 'Befehl gehalten: {1}'],
  ['approved: {1}', 'freigegeben: {1}'],
  ['declined: {1}', 'abgelehnt: {1}'],
  // What became of a model.
  [
    'model version {1}, learned from {2} records, judges from now on; in {3} records beside the one before it alone called {4} abnormal',
    'Modell {1}, gelernt aus {2} Datensätzen, urteilt ab jetzt; in {3} Datensätzen neben dem vorigen nannte es allein {4} ungewöhnlich',
  ],
  ['{1} pinned model version {2}: it stays', '{1} hat Modell {2} festgehalten: Es bleibt'],
  ['model version {1} is not pinned any more', 'Modell {1} ist nicht mehr festgehalten'],
  [
    'model version {1} is pinned by {2} and stays in force; order unpin first',
    'Modell {1} ist von {2} festgehalten und bleibt in Kraft; lösen Sie es zuerst',
  ],
  ['version {1} is pinned by {2}', 'Version {1} ist von {2} festgehalten'],
  [
    'model {1}, imported by {2}, judges from now on as version {3}',
    'Modell {1}, übernommen von {2}, urteilt ab jetzt als Version {3}',
  ],
  ['model version {1} is missing: its files are gone', 'Modell {1} fehlt: Seine Dateien sind weg'],
  ['model version {1} is missing: it was never stored here', 'Modell {1} fehlt: Es lag hier nie'],
  ['model version {1} is missing', 'Modell {1} fehlt'],
  ['there is no model version {1}', 'es gibt kein Modell {1}'],
  ['part {1} of its score: {2}', 'Teil {1} seines Werts: {2}'],
  ['it is not what such a part learns', 'es ist nicht, was ein solcher Teil lernt'],
  ['it names a feature that is not there', 'es nennt ein Merkmal, das es nicht gibt'],
  ['is no model that can be used: {1}', 'ist kein Modell, das sich verwenden lässt: {1}'],
  ['one of its parts is no JSON', 'einer seiner Teile ist kein JSON'],
  ['model version {1} was passed over: {2}', 'Modell {1} wurde übergangen: {2}'],
  ['model version {1} cannot be used: {2}', 'Modell {1} lässt sich nicht verwenden: {2}'],
  [
    'nothing is known beside the models; model version {1}, found on disk, is in force. Orders that held, like freeze, have to be given again',
    'Außer den Modellen ist nichts bekannt; Modell {1}, auf der Platte gefunden, ist in Kraft. Anordnungen wie Einfrieren müssen neu gegeben werden',
  ],
  [
    'no model is measured any more by {1} judged alarms: {2}',
    'Kein Modell wird mehr an {1} beurteilten Alarmen gemessen: {2}',
  ],
  ['model version {1} in shadow {2}', 'Modell {1} im Schatten {2}'],
  // Why it did not pass, or waits.
  [
    'it does not see the alarm of {1}, which {2} called right',
    'es sieht den Alarm vom {1} nicht, den {2} richtig nannte',
  ],
  [
    'it does not see the alarm at {1}, which {2} called right',
    'es sieht den Alarm bei {1} nicht, den {2} richtig nannte',
  ],
  [
    'it calls {1} of the alarm of {2} abnormal, which {3} called false, the model in force {4}',
    'es nennt {1} des Alarms vom {2} ungewöhnlich, den {3} falsch nannte, das geltende {4}',
  ],
  [
    'it calls {1} of the alarm at {2} abnormal, which {3} called false, the model in force {4}',
    'es nennt {1} des Alarms bei {2} ungewöhnlich, den {3} falsch nannte, das geltende {4}',
  ],
  ['it was declined', 'es wurde abgelehnt'],
  ['{1} declined it', '{1} hat es abgelehnt'],
  ['{1} imported another one', '{1} hat ein anderes übernommen'],
  ['version {1} was gone back to', 'es ging zurück zu Version {1}'],
  ['another one judges from now on', 'ein anderes urteilt ab jetzt'],
  ['version {1} takes its place in the shadow', 'Version {1} nimmt seinen Platz im Schatten ein'],
  ['version {1} waits for a person', 'Version {1} wartet auf einen Menschen'],
  ['it does not see {1}, which the model in force sees for sure', 'es sieht {1} nicht, was das geltende sicher sieht'],
  [
    'it finds {1} of {2} drills, the model in force {3} of {4}',
    'es findet {1} von {2} Übungen, das geltende {3} von {4}',
  ],
  [
    'it calls {1} of the golden rows abnormal, the model in force {2}',
    'es nennt {1} der Prüfzeilen ungewöhnlich, das geltende {2}',
  ],
  ['its limit would be {1} times as high', 'seine Grenze läge {1#}-mal so hoch'],
  [
    'a step of {1} shows {2}, but {3} when its golden rows were learned',
    'ein Sprung von {1} zeigt sich {2}, aber {3}, als seine Prüfzeilen gelernt wurden',
  ],
  [
    'nothing shows in {1} records of large steps of {2}, in {3} when its golden rows were learned',
    'in {1} Datensätzen mit großen Sprüngen von {2} zeigt sich nichts, in {3}, als seine Prüfzeilen gelernt wurden',
  ],
  ['it alone called {1} of {2} records abnormal', 'es allein nannte {1} von {2} Datensätzen ungewöhnlich'],
  [
    'it was silent in {1} of {2} records that are strange for long to the model in force',
    'es schwieg in {1} von {2} Datensätzen, die dem geltenden seit langem fremd sind',
  ],
  [
    '{1} lies {2} apart instead of at most {3} ({4} standard deviations more)',
    '{1} liegt {2#} auseinander statt höchstens {3#} ({4#} Standardabweichungen mehr)',
  ],
  [
    '{1} is {2} instead of {3} ({4} standard deviations above where it has been)',
    '{1} ist {2#} statt {3#} ({4#} Standardabweichungen über dem Bisherigen)',
  ],
  [
    '{1} is {2} instead of {3} ({4} standard deviations below where it has been)',
    '{1} ist {2#} statt {3#} ({4#} Standardabweichungen unter dem Bisherigen)',
  ],
  [
    '{1}; judging follows that slowly, up to one standard deviation in all. Look at the plant; if this is its new normal, order accept',
    '{1}; das Urteil folgt dem langsam, im Ganzen bis zu einer Standardabweichung. Sehen Sie nach der Anlage; ist das ihr neuer Normalzustand, so nehmen Sie ihn an',
  ],
  [
    '{1}; what is learned further on there waits for a person. Look at the plant; if this is its new normal, order accept',
    '{1}; was dort weiter gelernt wird, wartet auf einen Menschen. Sehen Sie nach der Anlage; ist das ihr neuer Normalzustand, so nehmen Sie ihn an',
  ],
  [
    'the plant is back at {1}, on {2} occasions by now, and that is learned from now on; if this is not normal, say of the alarm that it is right',
    'die Anlage ist zum {2}. Mal bei {1}, und das wird von nun an gelernt; ist es nicht normal, so sagen Sie vom Alarm, dass er richtig ist',
  ],
  ['all levels are again where they have been', 'alle Niveaus sind wieder, wo sie waren'],
  [
    '{1}. Order approve, with a name, if this is the new normal or decline',
    '{1}. Geben Sie es frei, wenn das der neue Normalzustand ist, oder lehnen Sie es ab',
  ],
  [
    '{1}. Order unpin, then approve, with a name, if this is the new normal or decline',
    '{1}. Lösen Sie die Festhaltung, dann geben Sie es frei, wenn das der neue Normalzustand ist, oder lehnen Sie es ab',
  ],
  [
    '{1}. Order unpin, then approve, with a name, or decline',
    '{1}. Lösen Sie die Festhaltung, dann geben Sie es frei, oder lehnen Sie es ab',
  ],
  ['{1}. Order approve, with a name, or decline', '{1}. Geben Sie es frei oder lehnen Sie es ab'],
  // Limits, settings, tags.
  [
    '{1}: 1 anomalous record raised no alarm while it settled',
    '{1}: 1 auffälliger Datensatz löste beim Einschwingen keinen Alarm aus',
  ],
  [
    '{1}: {2} anomalous records raised no alarm while it settled',
    '{1}: {2} auffällige Datensätze lösten beim Einschwingen keinen Alarm aus',
  ],
  [
    'all inputs are again as they were when the scaling was learned',
    'alle Eingänge sind wieder, wie sie waren, als die Skalierung gelernt wurde',
  ],
  [
    '{1} differ from when the scaling was learned; if that is to last, order refit',
    '{1}: anders als beim Lernen der Skalierung; soll das so bleiben, so lassen Sie sie neu lernen',
  ],
  [
    '{1}: changed in the dialog, so that what was set by order holds no more',
    '{1}: im Dialog geändert, daher gilt nicht mehr, was angeordnet war',
  ],
  [
    '{1}: what was set by order cannot be read, so that the dialog holds again',
    '{1}: was angeordnet war, lässt sich nicht lesen, daher gilt wieder der Dialog',
  ],
  [
    'the tags have changed; usual behaviour is learned anew',
    'die Messstellen sind andere; was üblich ist, wird neu gelernt',
  ],
  [
    '{1} of the scores came far above all others and were left out',
    '{1} der Werte lagen weit über allen anderen und wurden weggelassen',
  ],
  [
    'values that came once, far outside, were left out: look at {1}',
    'einzelne Werte weit außerhalb wurden weggelassen: sehen Sie nach {1}',
  ],
  ['no asset is known yet', 'noch ist keine Anlage bekannt'],
  // Why a command, an alert or a request to learn was held.
  [
    'it may not have left before the last stop; look at the plant, then order resend, or drop to leave it',
    'vielleicht ging er vor dem letzten Halt nicht hinaus; sehen Sie nach der Anlage, dann senden Sie ihn noch einmal oder lassen ihn',
  ],
  [
    'its state cannot be saved, and after a crash it could be given twice',
    'sein Zustand lässt sich nicht speichern, und nach einem Absturz könnte er zweimal gegeben werden',
  ],
  ['it was already given; order reset to allow it again', 'er wurde schon gegeben; ein Rücksetzen erlaubt ihn wieder'],
  ['it was given less than {1} minutes before', 'er wurde vor weniger als {1} Minuten gegeben'],
  ['no normal value of its tag is known', 'von seiner Messstelle ist kein Normalwert bekannt'],
  ['its value {1} is outside of {2} to {3}', 'sein Wert {1#} liegt außerhalb von {2#} bis {3#}'],
  [
    'at posture {1} commands leave from severity {2} on, and the {3} is {4}',
    'bei der Haltung {1} gehen Befehle ab der Schwere {2} hinaus, und {3} hat {4}',
  ],
  ['dry run; order arm to let commands out', 'Probelauf; schalten Sie scharf, damit Befehle hinausgehen'],
  [
    'dry run: the state cannot be saved, and a command could be given twice; order arm once it can',
    'Probelauf: Der Zustand lässt sich nicht speichern, und ein Befehl könnte zweimal gegeben werden; schalten Sie scharf, sobald es geht',
  ],
  ['back in dry run after a restart', 'nach einem Neustart wieder im Probelauf'],
  ['{1} may not have left', '{1} ging vielleicht nicht hinaus'],
  ['it waits for {1} approvals', 'er wartet auf {1} Freigaben'],
  ['it waits for {1} approval', 'er wartet auf {1} Freigabe'],
  ['too many alerts in ten minutes', 'zu viele Meldungen in zehn Minuten'],
  [
    'back in dry run: the time that it was armed for is over',
    'wieder im Probelauf: Die Zeit, für die er scharf war, ist um',
  ],
  ['the same alarm looked like an attack before', 'derselbe Alarm sah vorher nach einem Angriff aus'],
  [
    'the same alarm looked like a sensor fault before; if it is the new normal, order accept',
    'derselbe Alarm sah vorher nach einem Sensorfehler aus; ist es der neue Normalzustand, so nehmen Sie ihn an',
  ],
  ['it was asked for less than {1} minutes before', 'darum wurde vor weniger als {1} Minuten schon gebeten'],
  ['the alert leaves in plain form: {1}', 'die Meldung geht in einfacher Form hinaus: {1}'],
];
