/** One proof of identity: which factor, and when (UTC milliseconds). */
export interface Proof {
  readonly factor: string;
  readonly atMs: number;
}
