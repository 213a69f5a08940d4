/**
 * Whether a password is one of these names, or what people make of a name in a hurry: other case, spaces and
 * punctuation, backwards, written more than once, with up to eight digits behind it (ASVS 6.2.11). A password that only
 * contains a name beside other things is none.
 */
export function resembles(password: string, names: readonly (string | undefined)[]): boolean {
  const guesses = variations(password);
  return names.some(
    (name) => name !== undefined && variations(name).some((known) => guesses.some(repeats(known))),
  );
}

/** The text in one form, and what is left of it without the digits at its end. */
function variations(text: string): string[] {
  const plain = fold(text);
  const stem = plain.replace(/\p{Nd}{1,8}$/u, '');
  return [plain, stem].filter((variation) => variation !== '');
}

/** A name of nothing but signs keeps them. */
function fold(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase();
  return lower.replace(/[^\p{L}\p{M}\p{N}]/gu, '') || lower;
}

function repeats(name: string): (guess: string) => boolean {
  const reversed = [...name].reverse().join('');
  return (guess) =>
    [name, reversed].some((word) => guess === word.repeat(Math.ceil(guess.length / word.length)));
}
