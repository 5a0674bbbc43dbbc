import assert from 'node:assert/strict';
import type { Trained } from '../../../lib/engine/engine';

/** Losses of every epoch within 1e-4 relative: what two engines owe each other. */
export function assertLossesAgree(actual: Trained, expected: Trained): void {
  assert.equal(actual.history.length, expected.history.length);
  actual.history.forEach(({ loss, validationLoss }, i) => {
    const reference = expected.history[i]!;
    assertRelative(loss, reference.loss, 1e-4, `loss of epoch ${i + 1}`);
    if (Number.isNaN(reference.validationLoss)) assert.ok(Number.isNaN(validationLoss));
    else assertRelative(validationLoss, reference.validationLoss, 1e-4, `validation loss of epoch ${i + 1}`);
  });
}

function assertRelative(actual: number, expected: number, limit: number, what: string): void {
  const difference = Math.abs(actual - expected) / Math.abs(expected);
  assert.ok(difference <= limit, `${what}: ${actual} and ${expected} differ by ${difference} relative`);
}

/** Largest difference of two arrays, relative where the values are above 1. */
export function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, limit: number, what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    assert.ok(difference <= limit, `${what}[${i}]: ${actual[i]} and ${expected[i]} differ by ${difference}`);
  }
}
