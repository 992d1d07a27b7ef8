from tests.places.conftest import NEW, OLD


def ask(client, url, status=200):
    return client.get(url, status=status).response.get_json()


def test_suggestions_carry_label_code_and_what_the_commune_is_today(client, province):
    answer = ask(client, "/places/search.json?q=thuy+hung+tay&lang=en")
    (found,) = answer["communes"]
    assert found["label"] == "Thụy Hùng commune (huyện Tây)"
    assert found["today"] == ["Đồi"]
    assert found["id"] == province("90003", OLD).id


def test_suggestions_can_be_limited_to_a_day(client, province):
    codes = [c["valid_to"] for c in ask(client, "/places/search.json?q=hoa+binh&on=2026-01-01")["communes"]]
    assert codes == [None]


def test_an_empty_or_odd_text_suggests_nothing(client, province):
    for text in ("", "%25", "%00", "a" * 5000, "%F0%9F%98%80"):
        assert ask(client, f"/places/search.json?q={text}")["communes"] == []


def test_a_point_answers_with_its_commune_and_how_sure_that_is(client, province):
    answer = ask(client, "/places/at.json?lat=10.8&lon=106.22&on=2026-01-01")
    assert answer["commune"]["id"] == province("90001", NEW).id
    assert answer["is_official"] is False


def test_a_comma_in_a_coordinate_is_understood(client, province):
    assert ask(client, "/places/at.json?lat=10,8&lon=106,45&on=2026-01-01")["commune"]["code"] == "90004"


def test_a_point_outside_answers_with_none(client, province):
    assert ask(client, "/places/at.json?lat=1&lon=1") == {"commune": None, "is_official": False}


def test_a_bad_point_or_day_is_a_400_with_a_sentence(client, province):
    for query, field in (
        ("lat=&lon=106", "lat"),
        ("lat=10", "lon"),
        ("lat=nan&lon=106", "lat"),
        ("lat=10&lon=181", "lon"),
        ("lat=10&lon=106&on=2026-02-31", "on"),
    ):
        answer = ask(client, f"/places/at.json?{query}", status=400)
        assert answer["field"] == field
        assert answer["error"]
    assert ask(client, "/places/search.json?q=a&on=yesterday", status=400)["field"] == "on"
