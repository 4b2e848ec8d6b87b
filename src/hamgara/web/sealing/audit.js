// Opening a sealed ballot: every ciphertext is computed anew from the randomness that made it.

import { fingerprint, groupOf } from "./ballot.js";

/**
 * What a sealed ballot holds, by its opening: for each question the marks or the numbers.
 *
 * Raises where the ballot is of another election or a ciphertext does not hold what the opening says. A ballot whose
 * opening was shown is spoiled: whoever saw it knows the vote.
 */
export function openBallot(electionText, ballotText, opening) {
  const election = JSON.parse(electionText);
  const ballot = JSON.parse(ballotText);
  if (ballot.election_hash !== fingerprint(electionText)) throw new Error("a ballot of another election");
  const group = groupOf(election);
  const g = group.powers(group.generator);
  const y = group.powers(group.parse(election.public_key));
  const holds = ({ alpha, beta }, element, r) =>
    group.toString(g(r)) === alpha && group.toString(group.multiply(y(r), element)) === beta;
  if (opening.length !== election.questions.length) throw new Error("an opening of another ballot");
  return election.questions.map((question, i) => {
    const answer = ballot.answers[i];
    const parts = opening[i];
    if (question.type === "NonHomomorphic") {
      const numbers = parts[0].m.split(",").map(Number);
      const fits = holds(answer.choices, group.embed(numbers), BigInt(parts[0].r));
      if (parts.length !== 1 || !fits) throw new Error(`question ${i + 1} holds something else`);
      return numbers;
    }
    const marks = parts.map(({ m, r }, j) => {
      const fits = /^[01]$/.test(m) && holds(answer.choices[j], g(BigInt(m)), BigInt(r));
      if (!fits) throw new Error(`question ${i + 1}, place ${j + 1} holds something else`);
      return Number(m);
    });
    if (marks.length !== answer.choices.length) throw new Error("an opening of another ballot");
    return question.blank === true ? marks.slice(1) : marks;
  });
}
