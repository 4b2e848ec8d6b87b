// The group Ed25519 of Belenios 3.0 (specification, section 5.2.1), on @noble/curves.

import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToHex, hexToBytes } from "@noble/curves/utils.js";

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;
const PADDING = 14n;

// The specification writes the compressed number with its most significant byte first, RFC 8032 with its last.
const turned = (hex) => bytesToHex(hexToBytes(hex).reverse());

function read(hex) {
  const point = Point.fromHex(turned(hex));
  if (turned(point.toHex()) !== hex) throw new Error("not the one way to write this point");
  return point;
}

export const curve25519 = () => ({
  q: ORDER,
  largest: 255,
  toString: (point) => turned(point.toHex()),
  parse(text) {
    if (!/^[0-9a-f]{64}$/.test(text)) throw new Error("not 64 hexadecimal digits");
    const point = read(text);
    if (!point.isTorsionFree()) throw new Error("not an element of the group");
    return point;
  },
  multiply: (a, b) => a.add(b),
  powers(base) {
    const own = Point.fromAffine(base.toAffine()).precompute(8);
    return (exponent) => (exponent === 0n ? Point.ZERO : own.multiply(exponent));
  },
  generator: Point.BASE,
  embed(numbers) {
    if (numbers.length > 29) throw new Error("too many numbers for one ciphertext");
    let packed = 0n;
    for (const number of numbers) packed = (packed << 8n) + BigInt(number);
    packed <<= PADDING;
    for (let step = 0n; step < 1n << PADDING; step++) {
      try {
        const point = read((packed + step).toString(16).padStart(64, "0"));
        if (point.isTorsionFree()) return point;
      } catch {
        // Not a point of the curve: the next number is tried.
      }
    }
    throw new Error("these numbers have no place in the group");
  },
});
