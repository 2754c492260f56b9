import { expect, test } from 'vitest';
import { launch } from './browser.ts';
import { banner, composer, invite, isSettled, joinWorkspace, message, openRoom, say, setUp, texts } from './journeys.ts';
import { phone } from './phone.ts';
import { Program } from './program.ts';
import { Proxy } from './proxy.ts';

test('[E2E4] a phone on plain http under another name joins by invite, posts, goes off line and returns', async () => {
  await using program = await Program.start();
  await using way = await Proxy.to(() => program.port);
  const browser = await launch(['--host-resolver-rules=MAP atrium.test 127.0.0.1']);
  try {
    const ada = await setUp(browser, program, { workspace: 'Harbour Works', name: 'Ada Lind' });
    const link = await invite(ada);
    const noises: string[] = [];
    const mira = await joinWorkspace(browser, link, { name: 'Mira Okafor', origin: `http://atrium.test:${way.port}`, ...phone });
    mira.on('console', (line) => line.type() === 'error' && noises.push(line.text()));
    mira.on('pageerror', (error) => noises.push(String(error)));
    expect(await mira.evaluate(() => [isSecureContext, innerWidth, matchMedia('(pointer: coarse)').matches])).toEqual([false, 390, true]);
    const cookies = await mira.context().cookies();
    expect(cookies).toMatchObject([{ name: 'atrium_session', secure: false, httpOnly: true, sameSite: 'Lax' }]);

    await openRoom(mira, 'general');
    await composer(mira).tap();
    await composer(mira).pressSequentially('From my phone');
    await composer(mira).press('Enter');
    await composer(mira).pressSequentially('in two lines');
    expect(await composer(mira).inputValue()).toBe('From my phone\nin two lines');
    await mira.getByRole('button', { name: 'Send' }).tap();
    await message(ada, 'in two lines').waitFor();
    expect(await composer(mira).inputValue()).toBe('');
    await say(ada, 'Welcome aboard');
    await message(mira, 'Welcome aboard').waitFor();

    way.freeze();
    await mira.context().setOffline(true);
    await composer(mira).fill('Under the bridge');
    await mira.getByRole('button', { name: 'Send' }).tap();
    await banner(mira).waitFor();
    await message(mira, 'Under the bridge').getByText('Waiting to be sent').waitFor();
    await say(ada, 'Can you hear me?');
    await mira.context().setOffline(false);
    way.thaw();
    await message(ada, 'Under the bridge').waitFor();
    await message(mira, 'Can you hear me?').waitFor();
    await isSettled(mira);
    const shown = await texts(mira);
    expect(shown.slice(-2).sort()).toEqual(['Can you hear me?', 'Under the bridge']);
    expect((await texts(ada)).slice(-4)).toEqual(shown.slice(-4));
    expect(await mira.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    // What the browser itself says of a network that is gone is no fault of the page.
    expect(noises.filter((text) => !/net::ERR|WebSocket connection/.test(text))).toEqual([]);
  } finally {
    await browser.close();
  }
});
