import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Accent, accentRule } from './accent.ts';

/** A file that never changes under its path: the path holds the hash of its content. */
export interface Asset {
  readonly path: `/assets/${string}`;
  readonly contentType: string;
  readonly content: string;
}

export interface Assets {
  readonly style: Asset;
  readonly icon: Asset;
  /** For pages with a passkey; every other page has no script. */
  readonly script: Asset;
  /** For pages with a button to copy. */
  readonly copyScript: Asset;
}

/** Read once, when the app is built. */
export function readAssets(accent?: Accent): Assets {
  return {
    style: asset('style', 'css', {
      content: accentRule(accent) + read('./style.css'),
      contentType: 'text/css; charset=UTF-8',
    }),
    icon: asset('icon', 'svg', { content: read('./icon.svg'), contentType: 'image/svg+xml; charset=UTF-8' }),
    script: asset('passkeys', 'js', {
      content: read('./passkeys.js'),
      contentType: 'text/javascript; charset=UTF-8',
    }),
    copyScript: asset('copy', 'js', {
      content: read('./copy.js'),
      contentType: 'text/javascript; charset=UTF-8',
    }),
  };
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

function asset(name: string, ending: string, rest: Omit<Asset, 'path'>): Asset {
  return { path: `/assets/${name}-${hash('sha256', rest.content).slice(0, 12)}.${ending}`, ...rest };
}
