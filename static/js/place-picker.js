// The point of a work or an activity: chosen on a small map or taken from the device. Without it the field is typed in.
(function () {
  "use strict";
  var picker = document.querySelector("[data-place-picker]");
  if (!picker) return;
  var input = document.getElementById(picker.dataset.input);
  var commune = document.getElementById(picker.dataset.commune);
  var said = picker.querySelector("[data-said]");
  picker.hidden = false;

  function read() {
    var match = /^\s*(-?\d+\.\d+)\s*[,; ]\s*(-?\d+\.\d+)\s*$/.exec(input.value);
    var point = match && [Number(match[1]), Number(match[2])];
    // Vietnam with its islands; the server says what is wrong with anything else.
    return point && point[0] > 6 && point[0] < 24 && point[1] > 101 && point[1] < 118 ? point : null;
  }

  // Which commune is the point in? Fills an empty field, and says so where another one was named.
  function ask(point) {
    if (!picker.dataset.at) return;
    fetch(picker.dataset.at + "?lat=" + point[0] + "&lon=" + point[1])
      .then(function (answer) {
        return answer.ok ? answer.json() : { commune: null };
      })
      .then(function (found) {
        said.textContent = "";
        if (!found.commune) return;
        // A field of text takes the name, a list of choices the id.
        var name = commune.tagName === "SELECT" ? String(found.commune.id) : found.commune.name || found.commune.label;
        if (!commune.value) commune.value = name;
        else if (commune.value !== name) said.textContent = picker.dataset.outside.replace("%(name)s", found.commune.label);
      })
      .catch(function () {
        // without a network the server says it when the form is sent
      });
  }

  var marker = null;
  var map = null;
  function show(point, zoom) {
    if (!map) return;
    if (marker) marker.setLatLng(point);
    else marker = window.L.circleMarker(point, { radius: 9, weight: 3, className: "picked-point" }).addTo(map);
    if (zoom) map.setView(point, Math.max(map.getZoom(), 11));
  }

  function choose(point, zoom) {
    input.value = point[0].toFixed(6) + ", " + point[1].toFixed(6);
    show(point, zoom);
    ask(point);
  }

  picker.querySelector("[data-gps]").addEventListener("click", function () {
    function refused() {
      said.textContent = picker.dataset.refused;
    }
    if (!navigator.geolocation) return refused();
    navigator.geolocation.getCurrentPosition(
      function (found) {
        choose([found.coords.latitude, found.coords.longitude], true);
      },
      refused,
      { enableHighAccuracy: true, timeout: 15000 }
    );
  });

  if (!window.L) return;
  map = window.L.map(picker.querySelector("[data-map]"), { attributionControl: false }).setView([21.85, 106.75], 9);
  if (window.ResizeObserver) {
    new ResizeObserver(function () {
      map.invalidateSize();
    }).observe(map.getContainer());
  }
  // Names only where there is room for them.
  map.on("zoomend", function () {
    map.getContainer().classList.toggle("shows-names", map.getZoom() >= 11);
  });
  map.on("click", function (event) {
    choose([event.latlng.lat, event.latlng.lng], false);
  });
  input.addEventListener("change", function () {
    var point = read();
    if (!point) return;
    show(point, true);
    ask(point);
  });
  if (picker.dataset.outlines) {
    fetch(picker.dataset.outlines)
      .then(function (answer) {
        return answer.json();
      })
      .then(function (areas) {
        window.L.geoJSON(areas, {
          style: { className: "commune-outline" },
          interactive: false,
          onEachFeature: function (area, layer) {
            layer.bindTooltip(area.properties.name, { permanent: true, direction: "center", className: "commune-label" });
          },
        })
          .addTo(map)
          .bringToBack();
      })
      .catch(function () {
        // the map stays blank; the field can be typed in
      });
  }
  var start = read();
  if (start) show(start, true);
})();
