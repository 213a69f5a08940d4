import assert from 'node:assert/strict';
import { createBrowser } from '@latchkey/session/testing';

/** What a person does with an application, from the first look to the log-out, over HTTP. */
export async function walk(url: string): Promise<void> {
  const ada = createBrowser((request) => fetch(request, { redirect: 'manual' }), url);
  const goesTo = (answer: Response, location: string) =>
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, location]);
  const shows = async (answer: Response, text: string, status = 200) => {
    assert.equal(answer.status, status);
    assert.ok((await answer.text()).includes(text), text);
  };

  await shows(await ada.get('/'), '<a href="/login">Log in</a>');
  goesTo(await ada.get('/dashboard?tab=%3C1%3E'), '/login?next=%2Fdashboard%3Ftab%3D%253C1%253E');
  await shows(await ada.get('/login'), 'Please log in to access this page.');
  await shows(await ada.post('/login', { name: 'ada', password: 'wrong' }), 'Wrong name or password.', 422);
  await shows(await ada.post('/login'), 'Wrong name or password.', 422);
  const password = 'difference engine no. 2';
  const fields = { name: 'ada', password, remember: '1' };
  const foreign = { origin: 'https://evil.example' };
  await shows(await ada.post('/login', fields, foreign), 'This form was not accepted.', 403);
  goesTo(await ada.post('/login?next=//evil.example', fields), '/dashboard');
  const answer = await ada.post('/login?next=/dashboard', fields);
  goesTo(answer, '/dashboard');
  assert.equal(answer.headers.getSetCookie().length, 2, 'session and remember token');
  await shows(await ada.get('/dashboard'), 'The dashboard of ada');
  await shows(await ada.get('/account'), 'The account of ada');

  ada.restart();
  await shows(await ada.get('/'), 'Welcome, ada');
  goesTo(await ada.get('/account'), '/confirm?next=%2Faccount');
  await shows(await ada.get('/confirm?next=/account'), 'Please confirm that it is you.');
  await shows(await ada.post('/confirm', { password: 'wrong' }), 'Wrong password.', 422);
  goesTo(await ada.post('/confirm?next=/account', { password }), '/account');
  await shows(await ada.get('/account'), 'The account of ada');

  const thief = ada.copy();
  goesTo(await ada.post('/logout'), '/');
  await shows(await ada.get('/'), 'You are logged out.');
  goesTo(await thief.get('/dashboard'), '/login?next=%2Fdashboard');
}
