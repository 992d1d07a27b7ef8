"""A layer of tiles: off by default, by setting, and only the map's pages may then ask its host."""

import pytest
from flask import Flask

from app.maps import drawing
from tests.cast import Cast
from tests.checks import PageClient

TILES = "https://{s}.tiles.example/{z}/{x}/{y}.png"


def test_without_a_setting_nothing_comes_from_a_foreign_host(client: PageClient, cast: Cast) -> None:
    policy = client.get("/map/").response.headers["Content-Security-Policy"]
    assert "img-src 'self' data: blob:" in policy
    assert "tileLayer" not in drawing.script("vi").text


def test_with_a_setting_the_map_has_the_layer_and_its_credit(
    app: Flask, client: PageClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"MAP_TILES": TILES, "MAP_TILES_CREDIT": "© Những người vẽ"}.items():
        monkeypatch.setitem(app.config, name, value)
    script = drawing.script("vi").text
    assert "tiles.example" in script
    assert "Nh" in script
    assert "img-src 'self' https://*.tiles.example" in client.get("/map/").response.headers["Content-Security-Policy"]
    assert "tiles.example" in client.get("/map/embed").response.headers["Content-Security-Policy"]
    assert "tiles.example" not in client.get("/").response.headers["Content-Security-Policy"]
