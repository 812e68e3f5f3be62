"""A score as sentences and numbers that a person can read."""

from __future__ import annotations

from matching.guards import GUARDS
from matching.holds import HOLDS
from matching.policy import Assessment, Verdict

_PRINCIPLES = {rule.name: rule.principle for rule in (*GUARDS, *HOLDS)}
_VERDICTS = {
    Verdict.LINK: "link: one person",
    Verdict.REVIEW: "review: a person should decide",
    Verdict.APART: "apart: two persons",
}


def words(assessment: Assessment) -> list[str]:
    """The assessment in lines: where it starts, each step, the sum, what forbids a link, verdict.

    The steps stand in the order of the comparisons and lead from the prior to the weight, as in a
    waterfall chart.  No value of either record is in them.
    """
    total = assessment.weight - sum(each.weight_log2 for each in assessment.evidence)
    lines = [f"{total:+.1f}  two records picked at random"]
    for each in assessment.evidence:
        total += each.weight_log2
        lines.append(f"{each.weight_log2:+.1f}  {each.note} (now {total:+.1f})")
    lines.append(
        f"{assessment.weight:+.1f}  in all: probability {_percent(assessment.probability)}"
    )
    lines += [f"guard: {_PRINCIPLES.get(name, name)}" for name in assessment.guards]
    lines += [f"held: {_PRINCIPLES.get(name, name)}" for name in assessment.held]
    lines.append(_VERDICTS[assessment.verdict])
    return lines


def _percent(probability: float) -> str:
    """Never 0 % or 100 %: the machine is never sure."""
    percent = 100 * probability
    if percent < 0.01:
        return "below 0.01 %"
    if percent > 99.99:
        return "above 99.99 %"
    return f"{percent:.2f} %"
