import { expect, test } from 'vitest';
import { launch } from './browser.ts';
import { banner, composer, invite, isSettled, joinWorkspace, message, openRoom, say, setUp } from './journeys.ts';
import { phone } from './phone.ts';
import { Program } from './program.ts';
import { TlsProxy } from './tls/proxy.ts';

const NAME = 'talk.atrium.test';

test('[E2E5] the same behind a TLS proxy under another name, with a cookie that is Secure', async () => {
  let program: Program | undefined;
  await using proxy = await TlsProxy.to(() => program?.port ?? 0);
  const origin = `https://${NAME}:${proxy.port}`;
  await using running = await Program.start({ ATRIUM_URL: origin, ATRIUM_TRUSTED_PROXIES: '127.0.0.1, ::1' });
  program = running;
  const browser = await launch([`--host-resolver-rules=MAP ${NAME} 127.0.0.1`]);
  try {
    expect(running.said).toContain(`${origin}/setup#`);
    const ada = await setUp(browser, running, { workspace: 'Harbour Works', name: 'Ada Lind', origin, ignoreHTTPSErrors: true });
    const link = await invite(ada);
    expect(link).toMatch(new RegExp(`^${origin}/join#`));
    const sockets: string[] = [];
    const mira = await joinWorkspace(browser, link, { name: 'Mira Okafor', ignoreHTTPSErrors: true, ...phone });
    mira.on('websocket', (socket) => sockets.push(socket.url()));
    expect(await mira.evaluate(() => isSecureContext)).toBe(true);
    expect(await mira.context().cookies()).toMatchObject([{ name: 'atrium_session', secure: true, httpOnly: true, sameSite: 'Lax' }]);
    await openRoom(mira, 'general');
    await composer(mira).fill('Over TLS');
    await mira.getByRole('button', { name: 'Send' }).tap();
    await message(ada, 'Over TLS').waitFor();

    await mira.context().setOffline(true);
    proxy.cut();
    await composer(mira).fill('Under the bridge');
    await mira.getByRole('button', { name: 'Send' }).tap();
    await banner(mira).waitFor();
    await say(ada, 'Can you hear me?');
    await mira.context().setOffline(false);
    await message(ada, 'Under the bridge').waitFor();
    await message(mira, 'Can you hear me?').waitFor();
    await isSettled(mira);
    expect(new Set(sockets)).toEqual(new Set([`wss://${NAME}:${proxy.port}/live`]));

    // Another site's page is not let in, however it is asked; who comes past the proxy on plain http gets a cookie that works there.
    const handshake = (headers: Record<string, string>): Promise<Response> => fetch(`${running.origin}/live`, { headers });
    expect((await handshake({ origin: 'https://elsewhere.test' })).status).toBe(403);
    const wrong = await fetch(`${running.origin}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-atrium': '1', origin: 'https://elsewhere.test' },
      body: JSON.stringify({ name: 'Ada Lind', password: 'four words at least' }),
    });
    expect(wrong.status).toBe(403);
    const plain = await fetch(`${running.origin}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-atrium': '1' },
      body: JSON.stringify({ name: 'Ada Lind', password: 'four words at least' }),
    });
    expect(plain.status).toBe(200);
    expect(plain.headers.get('set-cookie')).not.toContain('Secure');
  } finally {
    await browser.close();
  }
});
