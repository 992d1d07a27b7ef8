"""The pair of photos before and after on a work's page."""

from app.works.actions import add_photos
from tests.works import walk


def test_the_first_photo_before_stands_beside_the_last_one_after(cast, client):
    id_ = walk.proved(cast)
    for moment in ("before", "after"):
        add_photos(cast.an.actor, work_id=id_, moment=moment, photos=(walk.photo("green"),), caption=f"{moment} 2")
    page = client.as_(cast.an).get(f"/works/{id_}")
    pair = page.find("div", class_="compare")
    images = list(pair.iter("img"))
    assert [image.get("src") for image in images] == ["/works/photos/1/full", "/works/photos/4/full"]
    assert all(image.get("alt") for image in images)
    assert images[1].get("data-compare-after") is not None


def test_without_its_script_the_slider_is_hidden_and_both_photos_show(cast, client):
    page = client.as_(cast.an).get(f"/works/{walk.proved(cast)}")
    slider = page.find("input", type="range")
    assert slider.get("hidden") is not None
    assert slider.get("aria-label")
    assert any("js/compare" in (script.get("src") or "") for script in page.all("script"))


def test_a_work_without_a_pair_has_no_slider(cast, client):
    id_ = walk.under_way(cast)
    add_photos(cast.an.actor, work_id=id_, moment="before", photos=(walk.photo(),))
    page = client.as_(cast.an).get(f"/works/{id_}")
    assert page.find("input", type="range") is None
    assert "js/compare" not in page.source
