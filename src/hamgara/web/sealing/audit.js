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
  const { choices, randomness } = opening;
  if (choices.length !== election.questions.length) throw new Error("an opening of another ballot");
  return election.questions.map((question, i) => {
    const answer = ballot.answers[i];
    const choice = choices[i];
    const open = question.type === "NonHomomorphic";
    const sealed = open ? [answer.choices] : answer.choices;
    const elements = open ? [group.embed(choice)] : choice.map((mark) => g(BigInt(mark)));
    if (!open && choice.some((mark) => mark !== 0 && mark !== 1)) throw new Error("a mark is 0 or 1");
    if (sealed.length !== elements.length || randomness[i].length !== elements.length) {
      throw new Error("an opening of another ballot");
    }
    sealed.forEach((ciphertext, j) => {
      const fits = holds(ciphertext, elements[j], BigInt(randomness[i][j]));
      if (!fits) throw new Error(`question ${i + 1}, place ${j + 1} holds something else`);
    });
    return question.blank === true ? choice.slice(1) : choice;
  });
}
