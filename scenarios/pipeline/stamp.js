/**
 * The identity once more, inside the payload: 64 bits, little-endian, in the first bytes, and its lowest 8 bits in the last
 * one. Byte by byte, since a DataView would be one allocation more for every copy that arrives.
 */

const stampBytes = 8;

/**
 * @param {Uint8Array} bytes at least 8
 * @param {number} id below 2^32
 */
export function stamp(bytes, id) {
  bytes[0] = id;
  bytes[1] = id >>> 8;
  bytes[2] = id >>> 16;
  bytes[3] = id >>> 24;
  bytes[4] = 0;
  bytes[5] = 0;
  bytes[6] = 0;
  bytes[7] = 0;
  if (bytes.length > stampBytes) bytes[bytes.length - 1] = id;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} id
 * @param {number} payload the bytes that there must be
 */
export function isIntact(bytes, id, payload) {
  return (
    bytes.length === payload &&
    bytes[0] === (id & 0xff) &&
    bytes[1] === ((id >>> 8) & 0xff) &&
    bytes[2] === ((id >>> 16) & 0xff) &&
    bytes[3] === id >>> 24 &&
    bytes[4] === 0 &&
    bytes[5] === 0 &&
    bytes[6] === 0 &&
    bytes[7] === 0 &&
    (payload === stampBytes || bytes[payload - 1] === (id & 0xff))
  );
}
