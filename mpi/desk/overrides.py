"""Overrides: what a decision goes against, and that somebody has to say why."""

from __future__ import annotations

from collections.abc import Iterable

from matching.policy import Assessment
from mpi.act import Act
from mpi.domain.judgement import Judgement, Verdict
from mpi.domain.task import Why
from mpi.errors import OverrideUnexplained
from mpi.matcher import Matcher
from mpi.store.base import Reader


def explained(act: Act, verdicts: Iterable[tuple[int, int, Verdict]], why: Why) -> None:
    """Whoever goes against a guard or an earlier judgement says why.

    Raises:
        OverrideUnexplained
    """
    against = [
        words
        for left, right, verdict in verdicts
        for words in overridden(act.tx, act.matcher, act.assess(left, right), left, right, verdict)
    ]
    if against and not (why.code and why.text.strip()):
        raise OverrideUnexplained(overrides="; ".join(dict.fromkeys(against)))


def overridden(
    reader: Reader,
    matcher: Matcher,
    assessment: Assessment,
    left: int,
    right: int,
    verdict: Verdict,
) -> tuple[str, ...]:
    """What a verdict on the pair would go against, in words."""
    if verdict is Verdict.UNSURE:
        return ()
    before = _newest(reader, left, right)
    against = []
    if verdict is Verdict.SAME and (before is None or before.verdict is not Verdict.SAME):
        # Once a steward has lifted a guard, it is lifted.
        against += [f"guard: {words}" for words in guard_words(matcher, assessment.guards)]
    if before is not None and before.verdict is not verdict:
        against.append(f"judged {before.verdict} by {before.by} on {before.at:%Y-%m-%d}")
    return tuple(against)


def blindly_overridden(
    matcher: Matcher, assessments: Iterable[Assessment], verdict: Verdict
) -> tuple[str, ...]:
    """What a verdict would go against if nobody had judged yet: all that a blind check may tell."""
    if verdict is not Verdict.SAME:
        return ()
    guards = dict.fromkeys(name for one in assessments for name in one.guards)
    return tuple(f"guard: {words}" for words in guard_words(matcher, guards))


def guard_words(matcher: Matcher, names: Iterable[str]) -> tuple[str, ...]:
    """Guards and holds by their principles."""
    principles = {
        rule.name: rule.principle for rule in (*matcher.policy.guards, *matcher.policy.holds)
    }
    return tuple(principles.get(name, name) for name in names)


def _newest(reader: Reader, left: int, right: int) -> Judgement | None:
    for judgement in reversed(reader.judgements(left)):
        between = right in (judgement.left, judgement.right)
        if between and not judgement.revoked and judgement.verdict is not Verdict.UNSURE:
            return judgement
    return None
