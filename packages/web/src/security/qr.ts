import encodeQR from 'qr';
import { type Html, html } from '../layout/html.ts';

/** Light modules around the code; scanners want four (ISO/IEC 18004, 6.3.8). */
const quietZone = 4;

/** A text as a QR code: black on white also on a dark page, because not every camera reads light on dark. */
export function renderQr(text: string, { title }: { readonly title: string }): Html {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: quietZone });
  const size = modules.length;
  return html`<svg class="qr" role="img" aria-labelledby="qr-title" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><title id="qr-title">${title}</title><rect width="${size}" height="${size}" fill="#fff"/><path d="${modules.flatMap(runsIn).join('')}" fill="#000"/></svg>`;
}

/** The dark modules of a row, one rectangle for all that touch. */
function runsIn(row: readonly boolean[], y: number): string[] {
  const runs: string[] = [];
  let x = 0;
  while (x < row.length) {
    const end = row.indexOf(!row[x], x);
    const length = (end === -1 ? row.length : end) - x;
    if (row[x]) runs.push(`M${x} ${y}h${length}v1h-${length}z`);
    x += length;
  }
  return runs;
}
