import { type AttackName, ATTACKS } from './names.ts';
import { attacks } from './attacks.ts';

// A program of its own: `attacker.ts PORT NAME` attacks for as long as it is let.
const [port, wanted] = process.argv.slice(2);
const name = ATTACKS.find((each): each is AttackName => each === wanted);
if (!name) throw new Error(`There is no attack '${wanted}'.`);
// From an address of its own each, so that none inherits what another has used up.
const target = { port: Number(port), localAddress: `127.0.1.${1 + ATTACKS.indexOf(name)}` };
console.log('{"ready":true}');
await attacks[name](target);
