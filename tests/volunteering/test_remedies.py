"""Every reason why not has a sentence, what to do about it, and a page on which that can be done."""

from datetime import timedelta

import pytest

from app.core import clock
from app.volunteering.messages import WHAT_TO_DO, WHY_NOT
from app.volunteering.rules import REASONS_WHY_NOT
from app.volunteering.views.remedies import remedy
from tests import factories
from tests.cast import somebody


def test_every_reason_has_a_sentence_and_what_to_do_about_it():
    assert set(WHY_NOT) == set(REASONS_WHY_NOT)
    assert set(WHAT_TO_DO) == set(REASONS_WHY_NOT)


@pytest.mark.parametrize("reason", REASONS_WHY_NOT)
def test_the_page_on_which_something_can_be_done_opens_for_a_member(app, cast, client, reason):
    with app.test_request_context():
        url = remedy(reason, clock.now()).url
    client.as_(cast.binh).get(url)


def test_a_minor_without_consent_is_led_to_how_to_get_one_from_the_shift_and_from_home(cast, client):
    born = clock.today() - timedelta(days=16 * 366)
    minor = somebody(cast.chapter, "Vy Thị Em", birth_date=born)
    activity = factories.activity(cast.unit, shifts=0)
    factories.shift(activity, is_away=True)
    for url in (f"/activities/{activity.id}", "/"):
        page = client.as_(minor).get(url)
        assert "Chưa có văn bản đồng ý của người giám hộ" in page.text
        assert page.find("a", href="/my/consents") is not None
