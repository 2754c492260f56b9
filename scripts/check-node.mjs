// Runs on whatever Node there is, so it is written for Node 20.
const [major = 0] = process.versions.node.split('.').map(Number);

if (major < 24) {
  console.error(
    [
      `Atrium needs Node 24 or newer; this is Node ${process.versions.node}.`,
      '',
      'You need not install it: `npm ci` brings Node 24 along, and `npm start`, `npm test` and the like use it.',
      'If you did run `npm ci`, its install scripts were probably switched off. Then run: npm rebuild node',
      'If you called a script with node directly, call it with npm: npm start, npm test, npm run build.',
    ].join('\n'),
  );
  process.exit(1);
}
