/** How well a time tells two kinds of requests apart: 0.5 not at all, 0 or 1 always. */
export interface Auc {
  readonly auc: number;
  /** Ends of the interval that holds it with 95 %. */
  readonly low: number;
  readonly high: number;
}

/**
 * The chance that one of `ones` is larger than one of `others`, ties half (Mann and Whitney), with the interval of DeLong,
 * DeLong and Clarke-Pearson (1988), in the ranks of Sun and Xu (2014).
 */
export function aucOf(ones: readonly number[], others: readonly number[]): Auc {
  const together = midranks([...ones, ...others]);
  const [ofOnes, ofOthers] = [midranks(ones), midranks(others)];
  // Of each: the share of the other kind that it is larger than.
  const above = ones.map((_, index) => (at(together, index) - at(ofOnes, index)) / others.length);
  const below = others.map(
    (_, index) => 1 - (at(together, ones.length + index) - at(ofOthers, index)) / ones.length,
  );
  const auc = mean(above);
  const reach = 1.96 * Math.sqrt(variance(above) / above.length + variance(below) / below.length);
  return { auc, low: Math.max(0, auc - reach), high: Math.min(1, auc + reach) };
}

/** From 1; equal ones share the middle of theirs. */
function midranks(values: readonly number[]): number[] {
  const order = values
    .map((value, index) => ({ value, index }))
    .sort((one, other) => one.value - other.value);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && order[end]?.value === order[start]?.value) end++;
    for (const { index } of order.slice(start, end)) ranks[index] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
