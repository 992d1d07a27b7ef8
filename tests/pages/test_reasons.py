"""A refusal has one sentence, whichever area it comes from."""

from app.areas import all_areas
from app.core.reasons import REASONS


def test_no_two_areas_give_different_sentences_to_one_reason() -> None:
    owners: dict[str, str] = dict.fromkeys(REASONS, "core")
    for area in all_areas():
        for reason in area.reasons:
            assert reason not in owners, f"“{reason}” is of {owners[reason]} and of {area.blueprint.name}"
            owners[reason] = area.blueprint.name
