// Ballots as the Belenios specification (protocol version 1) has them: encryption, proofs, signature.
//
// What a prover simulates is computed from the randomness of the ciphertext, which it knows, so that every power is one
// of g or of the election's public key y.

import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";

import { curve25519 } from "./curve.js";
import { belenios2048, rfc3526 } from "./field.js";

const GROUPS = { "BELENIOS-2048": belenios2048, "RFC-3526-2048": rfc3526, Ed25519: curve25519 };

const number = (bytes) => BigInt(`0x${bytesToHex(bytes)}`);
const mod = (value, q) => ((value % q) + q) % q;

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
}

/** The group of an election, by its name. */
export function groupOf(election) {
  if (!Object.hasOwn(GROUPS, election.group)) throw new Error("an unknown group");
  return GROUPS[election.group]();
}

/** The hash by which Belenios names an election or a ballot: SHA-256 in base 64 without padding. */
export const fingerprint = (text) => base64(sha256(utf8ToBytes(text)));

/** The secret exponent of a code, for codes of Belenios 2.0 (15 characters with a checksum) and of 3.0 (22). */
export function deriveExponent(uuid, code, q) {
  if (/^\w{5}-\w{6}-\w{5}-\w{6}$/.test(code)) {
    const half = (i) => bytesToHex(sha256(utf8ToBytes(`derive_credential|${uuid}|${i}|${code}`)));
    return BigInt(`0x${half(0)}${half(1)}`) % q;
  }
  return number(pbkdf2(sha256, utf8ToBytes(code), utf8ToBytes(uuid), { c: 1000, dkLen: 32 })) % q;
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The code as it was issued, or null where it was mistyped. Codes of 15 characters carry a checksum. */
export function readCode(typed) {
  const code = typed.trim().replace(/[\s\u2010-\u2015\u2212]+/g, (dash) => (/\s/.test(dash) ? "" : "-"));
  if ([...code].some((c) => c !== "-" && !BASE58.includes(c))) return null;
  if (/^\w{5}-\w{6}-\w{5}-\w{6}$/.test(code)) return code;
  const raw = code.replaceAll("-", "");
  if (raw.length !== 15 || !/^\w{3}-\w{3}-\w{3}-\w{3}-\w{3}$|^\w{15}$/.test(code)) return null;
  const value = [...raw.slice(0, 14)].reduce((sum, c) => sum * 58n + BigInt(BASE58.indexOf(c)), 0n);
  if ((value + BigInt(BASE58.indexOf(raw[14]))) % 53n !== 0n) return null;
  return raw.match(/.{3}/g).join("-");
}

class Sealer {
  constructor(group, publicKey, random) {
    this.group = group;
    this.q = group.q;
    this.publicKey = publicKey;
    this.g = group.powers(group.generator);
    this.y = group.powers(publicKey);
    this.prefix = "";
    this.random = random;
  }

  hash(prefix, elements) {
    return mod(number(sha256(utf8ToBytes(prefix + elements.map(this.group.toString).join(",")))), this.q);
  }

  /** (g^r, y^r g^m) with what is needed to prove things of it. */
  encrypt(m) {
    const r = this.random(this.q);
    const alpha = this.g(r);
    const beta = this.group.multiply(this.y(r), this.g(BigInt(m)));
    return { r, m: BigInt(m), alpha, beta };
  }

  sum(parts) {
    const zero = { r: 0n, m: 0n, alpha: this.g(0n), beta: this.g(0n) };
    return parts.reduce(
      (a, b) => ({
        r: (a.r + b.r) % this.q,
        m: a.m + b.m,
        alpha: this.group.multiply(a.alpha, b.alpha),
        beta: this.group.multiply(a.beta, b.beta),
      }),
      zero,
    );
  }

  /** A proof that one of the statements "ciphertext encrypts value" holds, of which `truth` does. */
  disjunction(statements, truth, prefix) {
    const { q } = this;
    const commitments = [];
    const proofs = statements.map(({ of, value }, j) => {
      if (j === truth) {
        const w = this.random(q);
        commitments.push(this.g(w), this.y(w));
        return { w };
      }
      const challenge = this.random(q);
      const response = this.random(q);
      const exponent = (response + of.r * challenge) % q;
      const excess = this.g(mod((of.m - BigInt(value)) * challenge, q));
      commitments.push(this.g(exponent), this.group.multiply(this.y(exponent), excess));
      return { challenge, response };
    });
    const others = proofs.reduce((total, proof) => total + (proof.challenge ?? 0n), 0n);
    const challenge = mod(this.hash(prefix, commitments) - others, q);
    const { of } = statements[truth];
    proofs[truth] = { challenge, response: mod(proofs[truth].w - of.r * challenge, q) };
    return proofs.map(({ challenge, response }) => ({ challenge: `${challenge}`, response: `${response}` }));
  }

  interval(of, values, prefix) {
    const start = `prove|${prefix}|${this.text(of)}|`;
    const truth = values.findIndex((value) => BigInt(value) === of.m);
    return this.disjunction(values.map((value) => ({ of, value })), truth, start);
  }

  text({ alpha, beta }) {
    return `${this.group.toString(alpha)},${this.group.toString(beta)}`;
  }

  plain({ alpha, beta }) {
    return { alpha: this.group.toString(alpha), beta: this.group.toString(beta) };
  }

  homomorphic(question, marks) {
    const { min, max } = question;
    const range = Array.from({ length: max - min + 1 }, (_, i) => min + i);
    const blank = question.blank === true && marks.every((mark) => mark === 0);
    const bits = question.blank === true ? [blank ? 1 : 0, ...marks] : marks;
    const total = marks.reduce((a, b) => a + b, 0);
    if (!blank && !range.includes(total)) throw new Error(`between ${min} and ${max} are to be chosen, not ${total}`);
    const choices = bits.map((bit) => this.encrypt(bit));
    const full = `${this.prefix}|${choices.map((c) => this.text(c)).join(",")}`;
    const answer = {
      choices: choices.map((c) => this.plain(c)),
      individual_proofs: choices.map((c) => this.interval(c, [0, 1], this.prefix)),
    };
    if (question.blank === true) {
      const [first, ...rest] = choices;
      const sum = this.sum(rest);
      const no = [{ of: first, value: 0 }, { of: sum, value: 0 }];
      const either = [{ of: first, value: 1 }, ...range.map((value) => ({ of: sum, value }))];
      const which = blank ? 0 : 1 + range.indexOf(total);
      answer.overall_proof = this.disjunction(either, which, `bproof1|${full}|`);
      answer.blank_proof = this.disjunction(no, blank ? 1 : 0, `bproof0|${full}|`);
    } else {
      answer.overall_proof = this.interval(this.sum(choices), range, full);
    }
    return { answer, choice: bits, randomness: choices.map(({ r }) => `${r}`) };
  }

  nonHomomorphic(question, numbers) {
    const { group, q } = this;
    if (numbers.length !== question.answers.length) throw new Error("one number for each answer");
    if (numbers.some((n) => !Number.isInteger(n) || n < 0 || n > group.largest)) throw new Error("a number out of range");
    const r = this.random(q);
    const alpha = this.g(r);
    const beta = group.multiply(this.y(r), group.embed(numbers));
    const w = this.random(q);
    const start = `raweg|${this.prefix}|${group.toString(this.publicKey)},${this.text({ alpha, beta })}|`;
    const challenge = this.hash(start, [this.g(w)]);
    const response = mod(w - r * challenge, q);
    const proof = { challenge: `${challenge}`, response: `${response}` };
    return { answer: { choices: this.plain({ alpha, beta }), proof }, choice: numbers, randomness: [`${r}`] };
  }
}

function drawn(q) {
  const bytes = Math.ceil(q.toString(2).length / 8) + 16;
  return number(randomBytes(bytes)) % q;
}

/**
 * Seal a ballot.
 *
 * electionText: the election's JSON as published, byte for byte. code: the voter's code. answers: for each question the
 * marks (0 or 1 for each answer, all 0 for a blank vote) or the numbers. Gives the ballot as text, its tracker, and the
 * opening by which an auditor recomputes every ciphertext; a ballot whose opening was shown must not be cast.
 */
export function sealBallot(electionText, code, answers, random = drawn) {
  const election = JSON.parse(electionText);
  if (election.version !== 1) throw new Error("another version of the protocol");
  const group = groupOf(election);
  const publicKey = group.parse(election.public_key);
  const hash = fingerprint(electionText);
  const exponent = deriveExponent(election.uuid, code, group.q);
  const sealer = new Sealer(group, publicKey, random);
  const credential = group.toString(sealer.g(exponent));
  sealer.prefix = `${hash}|${credential}`;
  const sealed = election.questions.map((question, i) =>
    question.type === "NonHomomorphic"
      ? sealer.nonHomomorphic(question.value, answers[i])
      : sealer.homomorphic(question, answers[i]),
  );
  const unsigned = {
    election_uuid: election.uuid,
    election_hash: hash,
    credential,
    answers: sealed.map(({ answer }) => answer),
  };
  const digest = fingerprint(JSON.stringify(unsigned));
  const w = random(group.q);
  const challenge = sealer.hash(`sig|${digest}|`, [sealer.g(w)]);
  const response = mod(w - exponent * challenge, group.q);
  const signature = { hash: digest, proof: { challenge: `${challenge}`, response: `${response}` } };
  const ballot = JSON.stringify({ ...unsigned, signature });
  const tracker = fingerprint(ballot);
  const choices = sealed.map(({ choice }) => choice);
  const randomness = sealed.map((one) => one.randomness);
  return { ballot, tracker, credential, opening: { version: 1, tracker, choices, randomness } };
}
