import assert from 'node:assert/strict';
import { test } from 'node:test';
import decodeQR from 'qr/decode.js';
import { renderQr } from './qr.ts';

const uri = 'otpauth://totp/Latchkey:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Latchkey';

/** The code as a camera sees it, eight pixels a module. */
function photograph(svg: string) {
  const [, size = '0'] = /viewBox="0 0 (\d+)/.exec(svg) ?? [];
  const scale = 8;
  const width = Number(size) * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g)) {
    for (let row = 0; row < scale; row += 1) {
      const start = ((Number(y) * scale + row) * width + Number(x) * scale) * 4;
      for (let at = start; at < start + Number(length) * scale * 4; at += 1) if (at % 4 < 3) data[at] = 0;
    }
  }
  return { width, height: width, data };
}

test('a scanner reads from the picture what was put into it', async () => {
  const svg = String(await renderQr(uri, { title: 'For your app' }));
  assert.equal(decodeQR(photograph(svg)), uri);
});

test('names in every script, as long as they may be, still make a code that can be read', async () => {
  const long = `otpauth://totp/${encodeURIComponent(`Läden & Söhne:${'ж'.repeat(60)}`)}?secret=${'A'.repeat(32)}`;
  const svg = String(await renderQr(long, { title: 'x' }));
  assert.equal(decodeQR(photograph(svg)), long);
});

test('the picture has a name, four light modules around it, and is black on white by itself', async () => {
  const svg = String(await renderQr(uri, { title: 'A "title" <b>' }));
  assert.match(svg, /role="img" aria-labelledby="qr-title"/);
  assert.match(svg, /<title id="qr-title">A &quot;title&quot; &lt;b&gt;<\/title>/);
  assert.match(svg, /<rect width="(\d+)" height="\1" fill="#fff"\/>/);
  assert.match(svg, /fill="#000"/);
  assert.match(svg, / d="M4 4h7v1h-7z/);
  assert.doesNotMatch(svg, /style=/);
});
