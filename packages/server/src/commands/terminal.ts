import type { Writable } from 'node:stream';

/** Where a command writes; a process hands over its own two streams. */
export interface Terminal {
  readonly output: Writable;
  readonly errors: Writable;
}

/** 0: done. 1: it could not be done. 2: the command line was not understood. */
export type ExitCode = 0 | 1 | 2;

/** A reader that closes early (`latchkey users list | head -1`) is no error of ours: the rest is not written. */
export function endQuietlyOnBrokenPipe(streams: readonly NodeJS.WriteStream[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
