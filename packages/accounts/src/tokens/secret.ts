import { inspect } from 'node:util';

/**
 * A text that logs somebody in, such as a one-time token. A type of its own, so that no log line, JSON, error or page
 * shows it by accident: all of them show `[secret]`.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The only way to the text: for the mail that carries it, and for nothing else. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
