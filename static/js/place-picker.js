// The point of an activity, the point and the line of a work: drawn on a small map or taken from the device. Without it the
// fields are typed in.
(function () {
  "use strict";
  var picker = document.querySelector("[data-place-picker]");
  if (!picker) return;
  var input = document.getElementById(picker.dataset.input);
  // An activity has no line.
  var lineInput = picker.dataset.lineInput ? document.getElementById(picker.dataset.lineInput) : null;
  var commune = document.getElementById(picker.dataset.commune);
  var said = picker.querySelector("[data-said]");
  picker.hidden = false;

  function parse(text) {
    var match = /^\s*(-?\d+\.\d+)\s*[,; ]\s*(-?\d+\.\d+)\s*$/.exec(text);
    var point = match && [Number(match[1]), Number(match[2])];
    // Vietnam with its islands; the server says what is wrong with anything else.
    return point && point[0] > 6 && point[0] < 24 && point[1] > 101 && point[1] < 118 ? point : null;
  }

  function read() {
    return parse(input.value);
  }

  function write(point) {
    return point[0].toFixed(6) + ", " + point[1].toFixed(6);
  }

  // Rows that are no points stay in the field for the server to name; the map shows the others.
  function readLine() {
    return lineInput.value.split("\n").map(parse).filter(Boolean);
  }

  function drawsLine() {
    return Boolean(lineInput) && picker.querySelector("[name=drawing]:checked").value === "line";
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

  var road = null;
  function showLine() {
    var points = readLine();
    if (map && road) road.setLatLngs(points);
    else if (map) road = window.L.polyline(points, { className: "picked-line", interactive: false }).addTo(map);
    if (!points.length) return (said.textContent = "");
    var metres = 0;
    for (var i = 1; window.L && i < points.length; i += 1) {
      metres += window.L.latLng(points[i - 1]).distanceTo(points[i]);
    }
    said.textContent = picker.dataset.length
      .replace("%(count)s", points.length)
      .replace("%(length)s", Math.round(metres).toLocaleString(document.documentElement.lang));
  }

  function lengthen(point) {
    lineInput.value = (lineInput.value.trim() + "\n" + write(point)).trim();
    showLine();
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
    input.value = write(point);
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
        var here = [found.coords.latitude, found.coords.longitude];
        if (!drawsLine()) return choose(here, true);
        lengthen(here);
        if (map) map.setView(here, Math.max(map.getZoom(), 15));
      },
      refused,
      { enableHighAccuracy: true, timeout: 15000 }
    );
  });

  if (lineInput) {
    picker.querySelector("[data-undo]").addEventListener("click", function () {
      lineInput.value = lineInput.value.trim().split("\n").slice(0, -1).join("\n");
      showLine();
    });
    lineInput.addEventListener("change", showLine);
  }

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
    var point = [event.latlng.lat, event.latlng.lng];
    if (drawsLine()) lengthen(point);
    else choose(point, false);
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
  if (!lineInput) return;
  showLine();
  var drawn = readLine();
  if (drawn.length > 1) map.fitBounds(drawn, { maxZoom: 16, padding: [24, 24] });
})();
