import { hash } from 'node:crypto';

/** SHA-256 takes 64 bytes at a time; a digest has 32. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER = 0x36;
const OUTER = 0x5c;

const innerPad = String.fromCharCode(INNER).repeat(BLOCK_BYTES);
const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, OUTER);

/**
 * HMAC-SHA-256 (RFC 2104) of a text, in base64url: what `createHmac` says, which sets a context up for each call and costs six times as much
 * (decisions/0017). It is made for every command. `key` is ASCII, at most 64 characters, and not secret by the time that this takes.
 */
export function hmac(key: string, text: string): string {
  if (key.length > BLOCK_BYTES) throw new RangeError(`A key has at most ${BLOCK_BYTES} characters, not ${key.length}.`);
  let inner = '';
  for (let at = 0; at < key.length; at += 1) {
    inner += String.fromCharCode(key.charCodeAt(at) ^ INNER);
    outer[at] = key.charCodeAt(at) ^ OUTER;
  }
  outer.write(hash('sha256', inner + innerPad.slice(key.length) + text, 'binary'), BLOCK_BYTES, 'latin1');
  const digest = hash('sha256', outer, 'base64url');
  outer.fill(OUTER, 0, key.length);
  return digest;
}
