// Makes what others install: ESM JavaScript and declarations of our packages, in dist/packages, and their tarballs, in dist/tarballs.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { root } from './root.mjs';

/** In the order in which they need each other. What is under `leave` is for this repository alone. */
const PACKAGES = [
  { name: 'protocol' },
  { name: 'client', leave: ['src/testing/**'] },
  { name: 'server' },
  { name: 'store-sqlite', leave: ['src/testing/**'], threads: ['writer', 'reader'] },
  { name: 'testkit', leave: ['src/faults/**'] },
];
const DESCRIPTIONS = {
  protocol: 'The wire of Atrium, and defineChannel: one contract gives the types, the validation and the errors on both ends.',
  client: 'Typed real-time channels for browser and Node: resumed after every drop, an outbox that survives a reload, optimistic views, React hooks.',
  server: 'A hub of typed real-time channels for any Node server: exactly once, in order, with state, signals, presence and backpressure.',
  'store-sqlite': 'Where channels keep their logs: SQLite as it is built into Node, in threads of its own.',
  testkit: 'A seeded world without sockets or sleep in which kinds of channels are tested, and the suite that every store has to pass.',
};

const out = join(root, 'dist/packages');
const tarballs = join(root, 'dist/tarballs');
const tsc = join(root, 'node_modules/.bin/tsc');
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const write = (file, value) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
};
function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${basename(command)} ${args.join(' ')} failed in ${relative(root, cwd)}:\n${stdout}${stderr}`);
  return stdout;
}

/** Where others find the types of a package that is made before. */
const pathsOf = (made) =>
  Object.fromEntries(
    made.flatMap(({ name }) =>
      Object.entries(read(join(out, name, 'package.json')).exports).map(([entry, { types }]) => [`@atrium/${name}${entry.slice(1)}`, [join(out, name, types)]]),
    ),
  );

function compile({ name, leave = [] }, made) {
  const source = join(root, 'packages', name);
  const config = join(out, name, 'tsconfig.json');
  const { allowImportingTsExtensions: _, noEmit: __, ...options } = read(join(root, 'tsconfig.json')).compilerOptions;
  write(config, {
    compilerOptions: {
      ...options,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      rootDir: join(source, 'src'),
      outDir: join(out, name, 'dist'),
      declaration: true,
      rewriteRelativeImportExtensions: true,
      paths: pathsOf(made),
    },
    include: [join(source, 'src')],
    exclude: ['src/**/*.test.ts', 'src/**/*.test.tsx', ...leave].map((pattern) => join(source, pattern)),
  });
  run(tsc, ['-p', config], root);
  rmSync(config);
  // TypeScript rewrites what runs, and leaves what declares.
  for (const file of globSync('dist/**/*.d.ts', { cwd: join(out, name) }).map((each) => join(out, name, each)))
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/((?:from |import\()['"])(\.{1,2}\/[^'"]+)\.tsx?(['"])/g, '$1$2.js$3'));
}

/** Packages that the compiled files import, by their names. */
function importedBy(name) {
  const imported = new Set();
  for (const file of globSync('dist/**/*.{js,d.ts}', { cwd: join(out, name) }))
    for (const [, from] of readFileSync(join(out, name, file), 'utf8').matchAll(/(?:from |import\()['"]((?:@[^/'"]+\/)?[^./'"][^/'"]*)[^'"]*['"]/g))
      if (!from.startsWith('node:')) imported.add(from);
  imported.delete(`@atrium/${name}`);
  return imported;
}

function describe({ name }) {
  const own = read(join(root, 'packages', name, 'package.json'));
  const imported = importedBy(name);
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = own;
  const undeclared = [...imported].filter((each) => !(each in dependencies) && !(each in peerDependencies));
  if (undeclared.length > 0) throw new Error(`@atrium/${name} imports what it does not declare: ${undeclared.join(', ')}`);
  const exported = (file) => {
    const base = file.replace(/^\.\/src\//, './dist/').replace(/\.tsx?$/, '');
    return { types: `${base}.d.ts`, default: `${base}.js` };
  };
  write(join(out, name, 'package.json'), {
    name: own.name,
    version: own.version,
    description: DESCRIPTIONS[name],
    license: own.license,
    type: 'module',
    sideEffects: own.sideEffects ?? false,
    exports: Object.fromEntries(Object.entries(own.exports).map(([entry, file]) => [entry, exported(file)])),
    files: ['dist'],
    engines: { node: name === 'protocol' || name === 'client' ? '>=20' : '>=24' },
    dependencies: Object.fromEntries(Object.entries(dependencies).filter(([each]) => imported.has(each))),
    ...(Object.keys(peerDependencies).length > 0 && { peerDependencies, peerDependenciesMeta }),
  });
  cpSync(join(root, 'packages', name, 'README.md'), join(out, name, 'README.md'));
  cpSync(join(root, 'LICENSE'), join(out, name, 'LICENSE'));
}

rmSync(out, { recursive: true, force: true });
rmSync(tarballs, { recursive: true, force: true });
mkdirSync(tarballs, { recursive: true });
const made = [];
for (const each of PACKAGES) {
  compile(each, made);
  // Threads are found beside the package's files by these names, as beside a bundle.
  for (const thread of each.threads ?? []) writeFileSync(join(out, each.name, `dist/sqlite-${thread}.js`), `import './${thread}.js';\n`);
  describe(each);
  made.push(each);
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', tarballs], join(out, each.name)));
  const file = join(tarballs, filename);
  if (!existsSync(file)) throw new Error(`npm pack said it made ${filename}.`);
  console.log(`@atrium/${each.name}`.padEnd(24), `${Math.round(statSync(file).size / 1024)} kB`.padStart(8), ' ', relative(root, file));
}
