/**
 * Where a thread's program lies. From source it is the TypeScript file beside this one, which Node runs by stripping its types. Bundled, this
 * module is inside `dist/server/main.js`, and the build puts the threads beside it as `sqlite-writer.js` and `sqlite-reader.js`. The address is
 * a parameter so that a bundler does not take `new URL(…, import.meta.url)` for an asset of its own.
 */
export function workerUrl(thread: 'writer' | 'reader', here: string = import.meta.url): URL {
  return here.endsWith('.ts') ? new URL(`./${thread}.ts`, here) : new URL(`./sqlite-${thread}.js`, here);
}
