import { otherMethods, readOnly } from '../checks/methods.ts';
import type { Site, WebApp } from '../site.ts';
import type { Asset } from './assets.ts';

/** The style sheet, the icon and the scripts. They may be kept for a year: another content has another address. */
export function assetRoutes(app: WebApp, site: Site): void {
  for (const asset of Object.values<Asset>({ ...site.assets })) {
    app.get(asset.path, () => answer(asset));
    otherMethods(app, site, { path: asset.path, allow: readOnly });
  }
}

function answer({ content, contentType }: Asset): Response {
  return new Response(content, {
    headers: { 'Content-Type': contentType, 'Cache-Control': 'public, max-age=31536000, immutable' },
  });
}
