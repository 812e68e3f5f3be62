"""The model artefact: what loads, what does not, and what its digest covers."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from matching import model
from matching.levels import COMPARISONS


def _artefact(tmp_path: Path) -> dict[str, object]:
    model.save(model.default_model(), tmp_path / "model.json")
    content = orjson.loads((tmp_path / "model.json").read_bytes())
    assert isinstance(content, dict)
    return content


def test_a_saved_model_loads_as_the_same_model(tmp_path: Path) -> None:
    model.save(model.default_model(), tmp_path / "model.json")
    assert model.load(tmp_path / "model.json").digest == model.default_model().digest


def test_the_digest_is_that_of_the_content_whatever_its_order(tmp_path: Path) -> None:
    content = _artefact(tmp_path)
    turned = orjson.dumps(dict(reversed(list(content.items()))))
    assert model.parse(turned).digest == model.default_model().digest


def test_any_changed_number_changes_the_digest(tmp_path: Path) -> None:
    content = _artefact(tmp_path) | {"prior_log2": -19.5}
    assert model.parse(orjson.dumps(content)).digest != model.default_model().digest


@pytest.mark.parametrize("threshold", ["link", "review", "contradiction", "group_cut"])
def test_a_model_without_a_threshold_does_not_load(tmp_path: Path, threshold: str) -> None:
    content = _artefact(tmp_path)
    thresholds = content["thresholds"]
    assert isinstance(thresholds, dict)
    del thresholds[threshold]
    with pytest.raises(model.ModelError):
        model.parse(orjson.dumps(content))


def test_a_model_without_thresholds_does_not_load(tmp_path: Path) -> None:
    content = _artefact(tmp_path)
    del content["thresholds"]
    with pytest.raises(model.ModelError, match="thresholds"):
        model.parse(orjson.dumps(content))


def test_thresholds_out_of_order_do_not_load(tmp_path: Path) -> None:
    content = _artefact(tmp_path)
    thresholds = {"link": 0, "review": 5, "contradiction": -9, "group_cut": 0, "group_floor": -9}
    thresholds["outvoted_by"] = 0
    content["thresholds"] = thresholds
    with pytest.raises(model.ModelError, match="thresholds"):
        model.parse(orjson.dumps(content))


def test_a_model_that_lacks_a_level_does_not_load(tmp_path: Path) -> None:
    content = _artefact(tmp_path)
    comparisons = content["comparisons"]
    assert isinstance(comparisons, dict)
    del comparisons["given"]["nickname"]
    with pytest.raises(model.ModelError, match="given"):
        model.parse(orjson.dumps(content))


@pytest.mark.parametrize("artefact", [b"", b"[]", b"{}", b'{"name": 1}', b"\xff"])
def test_what_is_no_model_is_told_so(artefact: bytes) -> None:
    with pytest.raises(model.ModelError):
        model.parse(artefact)


def test_the_shipped_model_is_small_enough_to_ship() -> None:
    path = Path(model.__file__).parent / "models" / "default.json"
    assert path.stat().st_size < 400_000


def test_the_first_level_of_a_comparison_weighs_more_than_the_last() -> None:
    comparisons = model.default_model().comparisons
    for comparison in COMPARISONS:
        weights = comparisons[comparison.name]
        first, last = comparison.levels[0].name, comparison.levels[-1].name
        assert weights[first].weight_log2 > 0 > weights[last].weight_log2, comparison.name


@pytest.mark.parametrize(
    "descending",
    [
        "birth_date exact swapped one_digit two_parts two_digits different",
        "ssn exact last_four one_digit two_digits different",
        "identifiers personal one_digit shared different",
        "given exact one_edit sounds_alike different",
        "middle exact initial near different",
        "mother same_number same_name near different",
        "email same same_user different",
    ],
)
def test_a_closer_level_weighs_more(descending: str) -> None:
    name, *levels = descending.split()
    weights = model.default_model().comparisons[name]
    found = [weights[level].weight_log2 for level in levels]
    assert found == sorted(found, reverse=True)


def test_family_name_and_home_together_weigh_no_more_than_a_shared_home() -> None:
    weights = model.default_model().comparisons["household"]
    both = weights["family_exact_home_address_phone"].weight_log2
    family = weights["family_exact_home_unsaid"].weight_log2
    home = weights["family_unsaid_home_address_phone"].weight_log2
    assert both < family + home - 8
    # A given name and a birth date that differ outweigh everything a housemate shares.
    apart = (
        model.default_model().comparisons["given"]["different"].weight_log2
        + model.default_model().comparisons["birth_date"]["different"].weight_log2
    )
    assert model.default_model().prior_log2 + both + apart < -12
