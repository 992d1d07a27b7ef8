// A work on a small map among the works around it, to be looked at. Without it the page's lists say where they lie.
(function () {
  "use strict";
  var box = document.querySelector("[data-place-map]");
  if (!box || !window.L) return;
  var place = JSON.parse(box.dataset.place);
  box.hidden = false;
  var map = window.L.map(box.querySelector("[data-map]"), { attributionControl: false }).setView([21.85, 106.75], 9);
  if (window.ResizeObserver) {
    new ResizeObserver(function () {
      map.invalidateSize();
    }).observe(map.getContainer());
  }
  map.on("zoomend", function () {
    map.getContainer().classList.toggle("shows-names", map.getZoom() >= 11);
  });

  // Titles are what people typed: never as HTML.
  function words(text) {
    var span = document.createElement("span");
    span.textContent = text;
    return span;
  }

  place.others.forEach(function (other) {
    window.L.circleMarker([other[0], other[1]], { radius: 6, weight: 2, className: "other-point" })
      .addTo(map)
      .bindTooltip(words(other[2]))
      .on("click", function () {
        window.location.assign(other[3]);
      });
  });
  if (place.line.length > 1) window.L.polyline(place.line, { className: "picked-line", interactive: false }).addTo(map);
  if (place.point) window.L.circleMarker(place.point, { radius: 9, weight: 3, className: "picked-point" }).addTo(map);
  var own = place.line.concat(place.point ? [place.point] : []);
  map.fitBounds(own, { maxZoom: 14, padding: [32, 32] });
  if (!place.outlines) return;
  fetch(place.outlines)
    .then(function (answer) {
      return answer.json();
    })
    .then(function (areas) {
      window.L.geoJSON(areas, {
        style: { className: "commune-outline" },
        interactive: false,
        onEachFeature: function (area, layer) {
          layer.bindTooltip(words(area.properties.name), { permanent: true, direction: "center", className: "commune-label" });
        },
      })
        .addTo(map)
        .bringToBack();
    })
    .catch(function () {
      // without outlines the points still stand beside each other
    });
})();
