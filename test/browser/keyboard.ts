import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** The text of what has the focus. */
export async function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.textContent ?? null);
}

/** Tabs to the link or button of that name, and presses it. */
export async function follow(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    if (((await focused(page)) ?? '').trim() === name) return page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach ${name}`);
}
