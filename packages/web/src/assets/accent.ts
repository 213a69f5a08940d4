import { codedError } from '../coded-error.ts';

/** The colour of buttons and links, on light and on dark pages. */
export interface Accent {
  /** `#rrggbb`; at least 4.5:1 against white. Default `#0d5c55`. */
  readonly light?: string;
  /** `#rrggbb`; at least 4.5:1 against `#1a2224`. Default `#7fd1c3`. */
  readonly dark?: string;
}

// The card and the text on a button, of style.css.
const lightBacks = ['#ffffff', '#f5f4f0'];
const darkBacks = ['#1a2224', '#12181a', '#0d1718'];

/**
 * The first lines of the style sheet.
 * @throws `accent-invalid` as `accentOf`
 */
export function accentRule(accent: Accent = {}): string {
  const { light, dark } = accentOf(accent);
  return `:root {\n  --accent-light: ${light};\n  --accent-dark: ${dark};\n}\n`;
}

/** @throws `accent-invalid` for what is no `#rrggbb`, or too close to the page to be read (WCAG 2.2, 1.4.3) */
export function accentOf({ light = '#0d5c55', dark = '#7fd1c3' }: Accent = {}): Required<Accent> {
  refuseFaint(light, lightBacks);
  refuseFaint(dark, darkBacks);
  return { light, dark };
}

function refuseFaint(colour: string, backs: readonly string[]): void {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) {
    throw codedError('accent-invalid', `The accent colour must be written #rrggbb, not \`${colour}\`.`);
  }
  const least = Math.min(...backs.map((back) => contrast(colour, back)));
  if (least < 4.5) {
    const measured = least.toFixed(1);
    throw codedError(
      'accent-invalid',
      `The accent colour ${colour} has a contrast of ${measured}:1; 4.5:1 is needed.`,
    );
  }
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
