/**
 * What the states of the layers are full of: names of facts in the order in which they stand. Deflate begins as if it had read this text, so
 * that a small state pays for its numbers, and hardly for their names. It is a part of format 4: a state that was kept with it can be
 * read with it alone, so that no letter of it may change. Facts that it does not know are kept as well, and take more.
 */
export const STATE_WORDS = Buffer.from(
  [
    // ingest
    '{"seen":[{"tag":"","role":"sensor","unit":"","known":true}],"messages":0,"comms":{"interval":0,"jitter":0,"last":0},',
    '"derivations":{"gains":[]},"memory":{"rows":[{"tag":"","value":0,"time":0,"quality":"good"}],"mode":""},',
    '"clock":{},"recordTime":0,"pause":0,"rests":[]',
    // response
    '{"alerts":{"told":{"since":17,"kind":"data-drift","severity":"low","time":17,"silent":false,"condition":"TwinGuardAlarm",',
    '"aside":false},"recent":[17],"suppressed":0},"commander":{"armed":false,"resets":0,"states":{},"normal":{}},',
    '"retraining":{},"blind":0,"blindSince":0}',
    '"retraining":{"asked":17,"answered":17},',
    // scaler
    '{"method":"minmax","features":["tag0","learned":{"names":["tag0"],"bins":"","center":[],"scale":[],"min":[],"max":[],',
    '"shares":[[0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1],"independent":[],"worth":[0.1,0.2]},"modes":[],"drift":{"block":5,',
    '"filled":0,"counts":"","drifted":[]},"excess":[0,0,0,0,0,0,0,0,0,0],"frozen":false,"refitting":false}',
    // decision
    '{"channels":{"list":[{"name":"","source":"value"},{"name":"~told","source":"told","tag":""},{"name":"","source":"residual"},',
    '{"name":"~interval","source":"timing"}],"tags":[{"name":"","role":"sensor","value":0,"twin":-1,"told":1,"command":-1,',
    '"controlled":false},{"name":"","role":"command"},{"name":"","role":"actuator"},{"name":"","role":"setpoint"}],"timing":20},',
    '"reference":{"rows":590,"known":[],"of":["~","","~IP///w"]},"recent":{"seen":1060,"width":12,"wide":false,"differences":"~',
    '","rhythm":{"intervals":[],"far":[],"rows":0}},"charts":{"rows":590,"settled":1059,"means":[[],[],[],[]],"limits":[[],[],[]],',
    '"still":{"runs":[0],"ends":[[]]},"again":{"marks":"","next":[],"again":[],"ago":[],"row":0,"time":17,"interval":1000,',
    '"before":17,"learned":[]}},"messages":{"rows":0,"calm":0,"odd":[],"usual":{"foreign":0,"lost":0,"strays":0}},',
    '"model":{"name":"","version":1},"alarm":{"acknowledged":false,"shelvedUntil":0,"active":false,"hits":0,"quiet":0,"near":0,',
    '"onset":17,"lastAnomaly":17,"rows":0,"patience":0,"calm":0,"time":17,"ended":17,"ages":[],"pace":{"time":17,"intervals":[],',
    '"stood":0,"lent":0},"followed":0},"posture":{"level":"normal","why":"","quiet":0,"interval":1000,"time":17,"since":17,"plain":0},',
    '"standing":{"judgement":{"kind":"data-drift","pattern":"","severity":"low","confidence":0.',
    '","evidence":["","sentence":"',
    '","tags":["],"since":17}},"print":{},"judgedAt":17,"known":[],"teaching":{"last":{"since":17,"kind":"data-drift",',
    '"attack":false,"until":17},"holds":true},"picture":{"lasted":0,"present":true,"messages":{"foreign":{"seen":0,"usual":0},',
    '"lost":{"seen":0,"usual":0},"strays":{"seen":0,"usual":0}},"repeated":{"tags":[],"ago":0},"timing":[],"tags":[',
    '{"name":"","role":"sensor","compared":false,"controlled":false,"drops":{"to":0,"share":0},"along":0,"residual":[],"level":[],',
    '"value":[]}]},"opening":{"told":',
    // threshold
    '{"model":"twin-dual-branch/","fingerprint":"","limit":{"calibration":{"scores":{"count":45,"differences":"~Ff////',
    '"},',
    '"ordered":false,"episodes":{"count":3,"records":45}},"fitted":{"by":"spot 7 days","risk":0.000001653439153439153,"base":1.,',
    '"state":{"limit":4.,"typical":0.,"base":3.,"plain":3.,"tail":{"gamma":0.,"sigma":0.,"level":0.,"share":0.,"count":250},',
    '"excesses":{"count":300,"differences":"~F',
    '"},"seen":780,"live":735,"fresh":61}}},"modes":[],"pace":{"interval":1000,',
    '"count":100,"last":17},"hits":0,"frozen":false,"realised":{"promised":"7 days","alarms":0,"watched":{"records":760,',
    '"time":759000,"last":17},"open":false}}',
    // autoencoder, dual-branch
    '{"node":"twin-dual-branch","node":"twin-autoencoder","features":["tag0","tag1","tag2"],"scaling":{"method":"minmax","version":"',
    '","center":[],"scale":[]},"learning":{"failed":false,"continuity":{"gaps":[17],"broken":true}},"version":1,"line":[1],',
    '"inForce":{"announced":true,"live":{"parts":{"reconstruction":{"smoothed":[[0,0,0,0,0,0,0,0,0,0],[0]]},"prediction":{',
    '"smoothed":[[]]},"position":{"smoothed":[[0.',
    '-0.',
    '-1.',
    ']]},"bands":[[-0.',
    ']],"learned-twin":{"charts":[],"calm":[],',
    '"retirement":{"share":[0,0,0],"retired":[0,0,0]}},"course":{}},"window":[],"rows":1,"slow":[]},"trajectory":{"episode":{',
    '"onset":17,"peak":2.,"rows":50,"calm":0,"bursts":1,"sudden":false},"rising":5},"gaps":[17,1000,770]},"activations":[{',
    '"version":1,"model":"","at":null,"why":"learned"}],"frozen":false,"recent":{"features":[],"count":101,"first":17,"last":17,',
    '"seams":[],"covered":{"covered":100000},"times":"","columns":"',
    '","behind":5,"packing":"ttt"},"gate":{"golden":{"hash":"',
    '","features":0,"levels":{"block":16,"of":[0,0,0]},"scale":"',
    '","rows":"',
    '","seams":[]},"centre":{"stretch":64,"share":0.25,',
    '"of":{}},"names":[[]]},"intake":{}}',
  ].join(''),
);
