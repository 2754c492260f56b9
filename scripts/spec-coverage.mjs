// Every rule of a SPEC.md has a test that is named by it, and every id in a test's name is a rule. docs/guarantees.md names rules that there are.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const exclude = (path) => /(?:^|\/)(?:node_modules|dist)(?:\/|$)/.test(path);
const files = (pattern) => globSync(pattern, { cwd: root, exclude });
const read = (file) => readFileSync(join(root, file), 'utf8');

const problems = [];
/** Id of a rule → the SPEC.md it stands in. */
const rules = new Map();
for (const file of files('{packages,kinds,app,test}/**/SPEC.md')) {
  for (const [, id] of read(file).matchAll(/^- \*\*([A-Z][A-Z0-9]{1,3}\d+)\*\*/gm)) {
    if (rules.has(id)) problems.push(`${id} stands in ${rules.get(id)} and in ${file}: an id is given once.`);
    else rules.set(id, file);
  }
}

const tested = new Set();
// Suites that a test file registers count as well; a test's name starts with its ids.
for (const file of files('{packages,kinds,app,examples,test}/**/*.{ts,tsx}')) {
  for (const [, ids] of read(file).matchAll(/['"`]((?:\[[A-Z][A-Z0-9]{1,3}\d+\],?\s*)+)/g)) {
    for (const [, id] of ids.matchAll(/\[([A-Z][A-Z0-9]{1,3}\d+)\]/g)) {
      if (rules.has(id)) tested.add(id);
      else problems.push(`${file}: a test is named by [${id}], which stands in no SPEC.md.`);
    }
  }
}
for (const [id, file] of rules) if (!tested.has(id)) problems.push(`${file}: ${id} has no test.`);

const promised = [...read('docs/guarantees.md').matchAll(/\b[A-Z][A-Z0-9]{1,3}\d+\b/g)].map(([id]) => id);
for (const id of new Set(promised)) if (!rules.has(id)) problems.push(`docs/guarantees.md: ${id} stands in no SPEC.md.`);

for (const problem of problems) console.error(problem);
console.log(`${rules.size} rules, ${tested.size} of them tested.`);
if (problems.length > 0) process.exitCode = 1;
