import { existsSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { type Request, type RequestHandler, type Response, Router } from 'express';

/** A year: the name of a hashed file is a promise that its content never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Best first. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

const isPacked = (name: string): boolean => ENCODINGS.some(([, ending]) => name.endsWith(ending));

/** The built web client. What is served is what was there at start: no path from a request ever reaches the disk. */
export function webFiles(folder: string): RequestHandler {
  const files = new Map(list(folder).map((file) => [`/${relative(folder, file).split(sep).join('/')}`, file]));
  const router = Router();
  router.get(/.*/, (request, response, next) => {
    const file = files.get(request.path);
    if (file !== undefined && !isPacked(file) && request.path !== '/index.html') {
      return send(request, response, file, request.path.startsWith('/assets/') ? FOR_EVER : 'no-cache');
    }
    // Everything without an ending is one of the client's own pages; it knows which there are.
    const index = files.get('/index.html');
    if (extname(request.path) !== '' && request.path !== '/index.html') return next();
    if (index === undefined) return void response.status(503).type('text').send('The web client is not built. Run: npm run build\n');
    send(request, response, index, 'no-cache');
  });

  function send(request: Request, response: Response, file: string, cacheControl: string): void {
    const packed = ENCODINGS.find(([encoding, ending]) => existsPacked(file + ending) && request.acceptsEncodings(encoding) === encoding);
    response.type(extname(file));
    response.set({ 'cache-control': cacheControl, vary: 'accept-encoding' });
    if (packed) response.set('content-encoding', packed[0]);
    // A range of a packed file would be a range of something else.
    response.sendFile(file + (packed?.[1] ?? ''), { cacheControl: false, acceptRanges: false, dotfiles: 'allow' });
  }
  const packedFiles = new Set([...files.values()].filter(isPacked));
  const existsPacked = (file: string): boolean => packedFiles.has(file);
  return router;
}

function list(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(`${sep}.`))
    .map((entry) => join(entry.parentPath, entry.name));
}
