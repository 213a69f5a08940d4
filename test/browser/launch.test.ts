import assert from 'node:assert/strict';
import { browserTest } from '../browser-launch.ts';

browserTest('Chromium opens a page and runs its script', async ({ context }) => {
  const page = await context.newPage();
  await page.setContent('<p id="where"></p><script>where.textContent = "here"</script>');
  assert.equal(await page.textContent('#where'), 'here');
});

browserTest(
  'with JavaScript switched off the script does not run',
  async ({ context }) => {
    const page = await context.newPage();
    await page.setContent('<p id="where">nowhere</p><script>where.textContent = "here"</script>');
    assert.equal(await page.textContent('#where'), 'nowhere');
  },
  { context: { javaScriptEnabled: false } },
);
