"""Reasons for refusals are one namespace: a code means the same sentence in every area."""

from app.areas import all_areas


def test_no_area_says_another_areas_reason_in_other_words(app):
    said: dict[str, str] = {}
    with app.test_request_context(headers={"Accept-Language": "en"}):
        for area in all_areas():
            for code, sentence in area.reasons.items():
                assert said.setdefault(code, str(sentence)) == str(sentence), (area.blueprint.name, code)
