"""One question's answer: sealed with the proofs that it is allowed, and read back as claims to be checked."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import UNSET

from hamgara.ballots import messages
from hamgara.ballots.canonical import read, write
from hamgara.ballots.errors import Rejected
from hamgara.ballots.primitives.channels import read_proof, write_proof
from hamgara.ballots.primitives.group import Below, Element, Group
from hamgara.ballots.primitives.proofs import (
    Ciphertext,
    Claim,
    Known,
    Pair,
    claim_known,
    claim_range,
    prove,
    prove_range,
)
from hamgara.ballots.questions import Question

__all__ = ["is_sealed", "read_answer", "read_ciphertexts", "seal_answer", "write_ciphertext"]


def seal_answer(
    group: Group, key: Element, question: Question, choice: Sequence[int], context: str, below: Below
) -> tuple[msgspec.Raw, list[int]]:
    """Encrypt an allowed answer with its proofs; also the randomness of each ciphertext, by which it could be opened.

    `context` binds the proofs to an election and a credential.
    """
    question.check_choice(choice)
    if question.open_numbers:
        return _seal_numbers(group, key, choice, context, below)
    known = [_encrypt(group, key, mark, below) for mark in choice]
    individual = [
        prove_range(group, key, _prove_prefix(group, context, one.ciphertext), [(one, 0), (one, 1)], mark, below)
        for one, mark in zip(known, choice, strict=True)
    ]
    context = f"{context}|{','.join(_print(group, one.ciphertext) for one in known)}"
    marked = known[question.blank :]
    total = Known(
        _multiply_all(group, [one.ciphertext for one in marked]), sum(one.randomness for one in marked) % group.order
    )
    marks = sum(choice[question.blank :])
    numbers = range(question.least, question.most + 1)
    blank_proof: list[Pair] | None = None
    if question.blank:
        blank, sealed_blank = choice[0], known[0]
        blank_proof = prove_range(group, key, f"bproof0|{context}|", [(sealed_blank, 0), (total, 0)], blank, below)
        parts = [(sealed_blank, 1), *((total, number) for number in numbers)]
        true = 0 if blank else 1 + marks - question.least
        overall = prove_range(group, key, f"bproof1|{context}|", parts, true, below)
    else:
        prefix = _prove_prefix(group, context, total.ciphertext)
        overall = prove_range(
            group, key, prefix, [(total, number) for number in numbers], marks - question.least, below
        )
    sealed = msgspec.Raw(
        write(
            messages.Answer(
                choices=[write_ciphertext(group, one.ciphertext) for one in known],
                individual_proofs=[[write_proof(proof) for proof in proofs] for proofs in individual],
                overall_proof=[write_proof(proof) for proof in overall],
                blank_proof=UNSET if blank_proof is None else [write_proof(proof) for proof in blank_proof],
            )
        )
    )
    return sealed, [one.randomness for one in known]


def _encrypt(group: Group, key: Element, mark: int, below: Below) -> Known:
    randomness = below(group.order)
    message = (group.identity, group.generator)[mark]
    beta = group.multiply(group.power(key, randomness), message)
    return Known(Ciphertext(group.power(group.generator, randomness), beta), randomness)


def _seal_numbers(
    group: Group, key: Element, choice: Sequence[int], context: str, below: Below
) -> tuple[msgspec.Raw, list[int]]:
    randomness = below(group.order)
    alpha = group.power(group.generator, randomness)
    sealed = Ciphertext(alpha, group.multiply(group.power(key, randomness), group.embed(choice)))
    prefix = _numbers_prefix(group, key, context, sealed)
    proof = prove(group, prefix, randomness, [group.generator], below)
    answer = messages.OpenAnswer(choices=write_ciphertext(group, sealed), proof=write_proof(proof))
    return msgspec.Raw(write(answer)), [randomness]


def is_sealed(
    group: Group,
    key: Element,
    question: Question,
    choice: Sequence[int],
    randomness: Sequence[int],
    sealed: Sequence[Ciphertext],
) -> bool:
    """Whether these ciphertexts hold this choice, under this randomness."""
    if question.open_numbers:
        texts = [group.embed(choice)]
    else:
        texts = [(group.identity, group.generator)[mark] for mark in choice]
    return len(texts) == len(randomness) == len(sealed) and all(
        group.same(one.alpha, group.power(group.generator, r))
        and group.same(one.beta, group.multiply(group.power(key, r), text))
        for text, r, one in zip(texts, randomness, sealed, strict=True)
    )


def read_answer(
    group: Group, key: Element, question: Question, data: msgspec.Raw, context: str, where: str
) -> tuple[list[Ciphertext], list[Claim]]:
    """An answer's ciphertexts (membership unchecked) and the claims that must hold, in its exact form."""
    if question.open_numbers:
        return _read_numbers(group, key, data, context, where)
    answer = read(data, messages.Answer, where)
    width = question.width
    if len(answer.choices) != width or len(answer.individual_proofs) != width:
        raise Rejected("form", where, f"{width} ciphertexts and as many proofs are asked for")
    sealed = read_ciphertexts(group, answer.choices, f"{where}, answer")
    claims = []
    printed_parts = zip(sealed, answer.choices, answer.individual_proofs, strict=True)
    for index, (ciphertext, printed, proofs) in enumerate(printed_parts, 1):
        place = f"{where}, answer {index}"
        pairs = _read_proofs(group, proofs, 2, f"{place}, individual proof")
        prefix = f"prove|{context}|{printed.alpha},{printed.beta}|"
        either = [(ciphertext, 0, pairs[0]), (ciphertext, 1, pairs[1])]
        claims.append(claim_range(group, key, prefix, either, f"{place}, individual proof"))
    context = f"{context}|{','.join(f'{printed.alpha},{printed.beta}' for printed in answer.choices)}"
    total = _multiply_all(group, sealed[question.blank :])
    numbers = range(question.least, question.most + 1)
    place = f"{where}, overall proof"
    if question.blank:
        if answer.blank_proof is UNSET:
            raise Rejected("missing", f"{where}, blank proof")
        pairs = _read_proofs(group, answer.blank_proof, 2, f"{where}, blank proof")
        parts = [(sealed[0], 0, pairs[0]), (total, 0, pairs[1])]
        claims.append(claim_range(group, key, f"bproof0|{context}|", parts, f"{where}, blank proof"))
        pairs = _read_proofs(group, answer.overall_proof, len(numbers) + 1, place)
        parts = [(sealed[0], 1, pairs[0])]
        parts += [(total, number, pair) for number, pair in zip(numbers, pairs[1:], strict=True)]
        claims.append(claim_range(group, key, f"bproof1|{context}|", parts, place))
    else:
        if answer.blank_proof is not UNSET:
            raise Rejected("form", f"{where}, blank proof", "this question has none")
        pairs = _read_proofs(group, answer.overall_proof, len(numbers), place)
        parts = [(total, number, pair) for number, pair in zip(numbers, pairs, strict=True)]
        claims.append(claim_range(group, key, _prove_prefix(group, context, total), parts, place))
    return sealed, claims


def _read_numbers(
    group: Group, key: Element, data: msgspec.Raw, context: str, where: str
) -> tuple[list[Ciphertext], list[Claim]]:
    answer = read(data, messages.OpenAnswer, where)
    (sealed,) = read_ciphertexts(group, [answer.choices], f"{where}, answer")
    proof = read_proof(group, answer.proof, f"{where}, proof")
    prefix = _numbers_prefix(group, key, context, sealed)
    return [sealed], [claim_known(group, prefix, sealed.alpha, proof, f"{where}, proof")]


def _read_proofs(group: Group, proofs: Sequence[messages.Proof], count: int, where: str) -> list[Pair]:
    if len(proofs) != count:
        raise Rejected("form", where, f"{count} parts are asked for, {len(proofs)} came")
    return [read_proof(group, proof, where) for proof in proofs]


def read_ciphertexts(group: Group, printed: Sequence[messages.Ciphertext], where: str) -> list[Ciphertext]:
    """Ciphertexts as they are printed, `where` followed by a number from 1; membership is not checked."""
    texts = [text for one in printed for text in (one.alpha, one.beta)]
    elements = iter(group.decode_all(texts, [f"{where} {index // 2 + 1}" for index in range(len(texts))]))
    return [Ciphertext(alpha, next(elements)) for alpha in elements]


def write_ciphertext(group: Group, ciphertext: Ciphertext) -> messages.Ciphertext:
    """A ciphertext as it is printed."""
    return messages.Ciphertext(alpha=group.encode(ciphertext.alpha), beta=group.encode(ciphertext.beta))


def _print(group: Group, ciphertext: Ciphertext) -> str:
    return f"{group.encode(ciphertext.alpha)},{group.encode(ciphertext.beta)}"


def _prove_prefix(group: Group, context: str, ciphertext: Ciphertext) -> str:
    return f"prove|{context}|{_print(group, ciphertext)}|"


def _numbers_prefix(group: Group, key: Element, context: str, sealed: Ciphertext) -> str:
    return f"raweg|{context}|{group.encode(key)},{_print(group, sealed)}|"


def _multiply_all(group: Group, ciphertexts: Sequence[Ciphertext]) -> Ciphertext:
    return Ciphertext(
        group.product(ciphertext.alpha for ciphertext in ciphertexts),
        group.product(ciphertext.beta for ciphertext in ciphertexts),
    )
