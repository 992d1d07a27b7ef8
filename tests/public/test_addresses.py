"""Addresses with names of their own choice."""

import pytest


@pytest.mark.parametrize("name", ["endpoint", "self", "values", "_external", "_scheme", "_anchor", "_method", "lang"])
def test_no_name_in_an_address_steers_the_links_of_the_page(cast, client, name):
    for address, status in (("/", 200), ("/works/", 200), ("/activities/", 200), ("/map/", 200), ("/nothing", 404)):
        page = client.get(f"{address}?{name}=javascript&year=2026", status=status)
        assert not any("javascript:" in (link.get("href") or "") for link in page.all("a"))
