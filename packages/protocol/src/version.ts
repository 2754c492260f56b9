/**
 * The wire's version is its WebSocket subprotocol (RFC 6455 §1.9): a hub that does not speak it refuses the handshake, so neither
 * side ever has to guess. Version 1 is frozen: a change of any message in this package is another
 * name, offered beside it, and a line in the changelog in docs/PROTOCOL.md.
 */
export const SUBPROTOCOL = 'atrium.1';
/** The same wire, on which messages with bytes come as binary frames. A client that can read them offers it first. */
export const BINARY_SUBPROTOCOL = `${SUBPROTOCOL}.binary`;
