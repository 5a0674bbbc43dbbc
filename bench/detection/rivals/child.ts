import { minMaxer } from '../../baselines/standardize';
import { METHODS, RIVALS } from './methods';
import type { Answer, Job } from './pool';

// A process that trains and scores one method after the other, so that several run beside each other and the processor
// time of each is known.

process.on('message', (job: Job) => {
  process.send!(run(job));
});

function run({ method, train, test, seed }: Job): Answer {
  const scale = minMaxer(train);
  const known = scale(train);
  const asked = scale(test);
  const start = seconds();
  const score = METHODS.get(method)!.fit(known, seed);
  const trained = seconds();
  const scores = score(asked);
  const row_us = ((seconds() - trained) * 1e6) / test.rows;
  const weights = RIVALS.find(({ name }) => name === method)?.weights(train.width);
  const cost = { train_s: trained - start, row_us, ...(weights !== undefined && { weights }) };
  return { scores, calibration: score(known), cost };
}

/** Processor time of this process. */
function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
