/** A mail before it is plain text and HTML: its parts in the order in which they are read. */
export interface Letter {
  readonly subject: string;
  readonly siteName: string;
  /** Of its texts (BCP 47). */
  readonly language: string;
  readonly parts: readonly LetterPart[];
  /** Above a link that is written out, below its button. */
  readonly writtenOut: string;
}

/** A text is a paragraph. */
export type LetterPart = string | LetterLink | LetterFacts;

/** The text before it says where it leads. */
export interface LetterLink {
  readonly href: string;
  /** What stands on its button, where it has one. */
  readonly button?: string;
}

export interface LetterFacts {
  readonly facts: readonly Fact[];
}

export type Fact = readonly [label: string, value: string];
