"""The map itself, built with folium: its frame, controls and layers, as one script that pages load by its hash.

Nothing of folium's page is used, because that page needs inline code and foreign hosts: our template holds the
container, and each layer is a line of script that calls static/js/map.js, which fetches its data.
"""

import hashlib
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.web import LANGUAGES

# Lạng Sơn as a whole, until the layer of communes knows better.
CENTRE = (21.85, 106.6)
ZOOM = 9
# The sea with both archipelagos comes into view at the first, a house fills a hand at the second.
ZOOMS = (5, 18)


class Script(NamedTuple):
    """The script, its hash, and the id of the element that it draws into."""

    text: str
    digest: str
    container: str


def script(language: str) -> Script:
    """The map's script in a language; built once for each process."""
    with force_locale(language):
        tiles = (current_app.config["MAP_TILES"], current_app.config["MAP_TILES_CREDIT"])
        return _build(*tiles, _("Communes"), _("Works"), _("Roads"), _("Background"))


def scripts() -> list[Script]:
    """The script in every language."""
    return [script(language) for language in LANGUAGES]


@lru_cache(maxsize=4)
def _build(tiles: str, credit: str, *names: str) -> Script:
    # Imported here: folium brings numpy and jinja templates, which no other page needs.
    import folium
    from folium.elements import MacroElement
    from folium.map import Layer
    from folium.template import Template

    class Fetched(Layer):
        """A layer that static/js/map.js fills with what it fetches."""

        _template = Template("""
            {% macro script(this, kwargs) %}
                var {{ this.get_name() }} = thapSang.{{ this.call }}({{ this._parent.get_name() }});
            {% endmacro %}
        """)

        def __init__(self, call: str, name: str | None) -> None:
            super().__init__(name=name or call, overlay=True, control=name is not None, show=True)
            self._name, self._id, self.call = "layer", call, call

    class Ready(MacroElement):
        """The last word: names of controls in the page's language, and the list beside the map."""

        _template = Template("""
            {% macro script(this, kwargs) %}thapSang.ready({{ this._parent.get_name() }});{% endmacro %}
        """)

    base = folium.Map(
        CENTRE, zoom_start=ZOOM, tiles=None, control_scale=True, zoom_control="bottomright", zoom_snap=0.25
    )
    base._id = "works"
    base.default_js, base.default_css = [], []
    # Without tiles nobody else says how far one can zoom, and clusters would draw nothing.
    base.options.update(min_zoom=ZOOMS[0], max_zoom=ZOOMS[1])
    if tiles:
        layer = folium.TileLayer(tiles, attr=credit or " ", name=names[3], overlay=True, max_zoom=ZOOMS[1])
        layer._id = "tiles"
        layer.add_to(base)
    for call, name in (("communes", names[0]), ("lines", names[2]), ("works", names[1]), ("sea", None)):
        Fetched(call, name).add_to(base)
    control = folium.LayerControl(collapsed=True)
    control._id = "layers"
    control.add_to(base)
    Ready().add_to(base)
    figure: Any = base.get_root()
    figure.render()
    text = figure.script.render()
    return Script(text, hashlib.sha256(text.encode()).hexdigest()[:16], base.get_name())
