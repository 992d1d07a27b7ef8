from datetime import date

from app.core.actor import SYSTEM
from app.places import queries
from app.places.actions import import_classifications
from tests.places.conftest import OLD, classified, reads


def test_anybody_may_open_a_commune(client, province):
    page = client.get(f"/communes/{province('90004').id}?lang=en")
    assert "Hòa Bình commune" in page.text
    assert "90004" in page.text


def test_an_old_commune_shows_its_district_and_what_it_is_today(client, province):
    page = client.get(f"/communes/{province('90003', OLD).id}?lang=en")
    assert "huyện Tây" in page.text
    assert any(a.get("href") == f"/communes/{province('90003').id}" for a in page.all("a"))


def test_a_split_commune_says_that_the_point_decides(client, province):
    page = client.get(f"/communes/{province('90002', OLD).id}?lang=en")
    assert "the work's point decides" in page.text
    assert "Suối Mới commune" in page.text
    assert "Đồi commune" in page.text


def test_a_classification_shows_with_its_document_and_an_invented_one_says_so(client, province):
    rows = [classified("90001"), classified("90001", "area_3", is_illustrative=True)]
    import_classifications(SYSTEM, province_code="79", rows=rows)
    page = client.get(f"/communes/{province('90001').id}?lang=en")
    assert "Nghị định thử" in page.text
    assert page.text.count("illustrative, made up for the demonstration") == 1


def test_an_unknown_commune_is_a_404(client, province):
    client.get("/communes/1000000", status=404)


def test_a_commune_page_takes_few_statements(client, app):
    old = queries.find_commune("06040", date(2024, 6, 1))
    assert len(reads(client.get(f"/communes/{old.id}").statements)) <= 16
