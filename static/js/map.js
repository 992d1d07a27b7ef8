// The map's layers and the list beside it. The map itself is built on the server; its script calls what stands here.
(function () {
  "use strict";

  var LINES_FROM = 11;
  var NAMES_FROM = 10; // communes get their names from this zoom on
  var said = JSON.parse(document.getElementById("map-words").textContent);
  var words = said.words;
  var SIGNS = { reported: "report", under_way: "works", approved: "plus", submitted: "upload", draft: "edit", rejected: "close", cancelled: "close" };

  var CONDITIONS = { damaged: "warning", lost: "close" };

  function element(tag, className, text) {
    var made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function number(value) {
    return new Intl.NumberFormat(document.documentElement.lang).format(value);
  }

  function fetchText(url, type) {
    return fetch(url, { headers: { Accept: type }, credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    });
  }

  function tell(map, text) {
    var box = map.getContainer();
    var notice = box.querySelector(".map-notice") || box.appendChild(element("p", "map-notice"));
    notice.setAttribute("role", "alert");
    notice.textContent = text;
  }

  // An icon of the sprite; SVG needs its own namespace.
  function icon(map, name) {
    var space = "http://www.w3.org/2000/svg";
    var svg = document.createElementNS(space, "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    var use = document.createElementNS(space, "use");
    use.setAttribute("href", map.getContainer().dataset.icons + "#" + name);
    svg.append(use);
    return svg;
  }

  // ---- Communes ----
  function communes(map) {
    var box = map.getContainer();
    var layer = L.geoJSON(null, {
      interactive: false,
      style: function (feature) {
        var marked = feature.properties.classes.indexOf(box.dataset.marked) >= 0;
        return {
          className: "commune" + (feature.properties.is_official ? "" : " commune-approximate") + (box.dataset.shade ? " band-" + feature.properties.band : marked ? " commune-marked" : ""),
          fillColor: marked && !box.dataset.shade ? "url(#marked-pattern)" : undefined,
          fillOpacity: 1,
        };
      },
      onEachFeature: function (feature, area) {
        var name = element("span", "", feature.properties.name);
        if (box.dataset.shade) name.append(element("span", "commune-value", number(feature.properties.value)));
        area.bindTooltip(name, { permanent: true, direction: "center", className: "commune-name" });
      },
    });
    fetchText(box.dataset.communes, "application/geo+json").then(function (text) {
      layer.addData(JSON.parse(text));
      if (layer.getLayers().length && !map.isTaken) frame(map, layer.getBounds());
      layer.bringToBack();
    }).catch(function () {
      tell(map, words.failed);
    });
    function nameOrNot() {
      box.classList.toggle("map-named", map.getZoom() >= NAMES_FROM);
    }
    map.on("zoomend", nameOrNot);
    nameOrNot();
    return layer;
  }

  // The first view is not a choice of the reader's: it must not narrow the list. Nor may it come late, on a slow line,
  // and take away what the reader has turned to by then (`map.isTaken`).
  function frame(map, bounds) {
    map.isFraming = true;
    map.fitBounds(bounds, { padding: [8, 8], animate: false });
    map.isFraming = false;
  }

  // ---- Works ----
  function works(map) {
    var clusters = L.markerClusterGroup({
      maxClusterRadius: 64,
      showCoverageOnHover: false,
      // On a phone the map moves so that a pop-up fits; a marker that leaves the view then must not take its pop-up along.
      removeOutsideVisibleBounds: false,
      spiderfyOnMaxZoom: true,
      animate: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      spiderLegPolylineOptions: { className: "spider-leg", weight: 2 },
      iconCreateFunction: function (cluster) {
        return countIcon(cluster.getChildCount());
      },
    });
    var groups = L.layerGroup();
    var layer = L.layerGroup([clusters, groups]);
    layer.byId = {};
    layer.clusters = clusters;
    var isGrouped = false;
    var request = 0;
    var features = []; // all that was fetched, of whatever year
    var until = null; // the last year that is shown

    function load() {
      var url = new URL(map.getContainer().dataset.works, location.href);
      if (isGrouped) {
        if (until) url.searchParams.set("until", until);
        url.searchParams.set("bbox", map.getBounds().pad(0.1).toBBoxString());
        url.searchParams.set("zoom", Math.round(map.getZoom()));
      }
      var mine = ++request;
      return fetchText(url, "application/geo+json").then(function (text) {
        if (mine !== request) return;
        var data = JSON.parse(text);
        isGrouped = isGrouped || data.is_grouped;
        groups.clearLayers();
        if (data.is_grouped) {
          clusters.clearLayers();
          layer.byId = {};
          data.features.forEach(addGroup);
        } else {
          features = data.features;
          light();
        }
        map.fire("works:loaded", { years: isGrouped ? [] : features.map(function (f) { return f.properties.year; }) });
      }).catch(function () {
        tell(map, words.failed);
      });
    }

    // The markers of the works up to the year that is shown.
    function light() {
      clusters.clearLayers();
      layer.byId = {};
      clusters.addLayers(features.filter(function (feature) {
        return !until || feature.properties.year <= until;
      }).map(marker));
    }

    layer.showUntil = function (year) {
      until = year;
      if (isGrouped) load();
      else light();
    };

    function marker(feature) {
      var at = feature.geometry.coordinates;
      var made = L.marker([at[1], at[0]], { icon: pin(map, feature.properties), title: feature.properties.title, riseOnHover: true });
      var room = Math.max(220, map.getSize().y - 130); // between the buttons above and the marker below
      made.bindPopup(words.loading, { minWidth: 250, maxWidth: 320, maxHeight: room, className: "map-popup-box", autoPanPaddingTopLeft: [8, 64], autoPanPaddingBottomRight: [8, 8] });
      made.on("popupopen", function () {
        fillPopup(map, made, feature.id);
      });
      layer.byId[feature.id] = made;
      return made;
    }

    function addGroup(feature) {
      var at = L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0]);
      L.marker(at, { icon: countIcon(feature.properties.count) }).on("click keypress", function (event) {
        if (event.type === "click" || event.originalEvent.key === "Enter") map.setView(at, Math.min(map.getZoom() + 2, map.getMaxZoom()));
      }).addTo(groups);
    }

    map.on("moveend", function () {
      if (isGrouped) load();
    });
    load();
    map.works = layer;
    return layer;
  }

  // ---- The lines of roads, once the map is near enough to tell them from their points ----
  function lines(map) {
    var layer = L.geoJSON(null, {
      interactive: false,
      style: function (feature) {
        return { className: "road road-" + feature.properties.state, weight: 5 };
      },
    });
    var request = 0;
    function load() {
      if (map.getZoom() < LINES_FROM) return layer.clearLayers();
      var url = new URL(map.getContainer().dataset.lines, location.href);
      url.searchParams.set("bbox", map.getBounds().pad(0.2).toBBoxString());
      var mine = ++request;
      fetchText(url, "application/geo+json").then(function (text) {
        if (mine !== request) return;
        layer.clearLayers();
        layer.addData(JSON.parse(text));
      }).catch(function () {
        tell(map, words.failed);
      });
    }
    map.on("moveend", load);
    return layer;
  }

  function countIcon(count) {
    var size = count < 10 ? 40 : count < 100 ? 48 : 58;
    var inside = element("span", "cluster-count", number(count));
    inside.append(element("span", "visually-hidden", " – " + words.cluster.replace("{count}", count)));
    return L.divIcon({ html: inside, className: "cluster", iconSize: [size, size] });
  }

  function pin(map, work) {
    var inside = element("span", "pin pin-" + work.state + " kind-" + work.kind + (work.at_commune ? " pin-loose" : ""));
    inside.append(icon(map, said.icons[work.kind] || "kind-other"));
    var sign = CONDITIONS[work.condition] || SIGNS[work.state];
    if (sign) {
      var small = element("span", "pin-sign" + (work.condition ? " pin-sign-" + work.condition : ""));
      small.append(icon(map, sign));
      inside.append(small);
    }
    var name = [work.title, said.kinds[work.kind], said.states[work.state]];
    if (work.condition) name.push(words[work.condition]);
    if (work.at_commune) name.push(words.atCommune);
    inside.append(element("span", "visually-hidden", name.join(", ")));
    return L.divIcon({ html: inside, className: "pin-place", iconSize: [38, 38], popupAnchor: [0, -16] });
  }

  function fillPopup(map, marker, id) {
    var popup = marker.getPopup();
    var withKeys = document.activeElement === marker.getElement();
    if (popup.isFilled) return;
    fetchText(map.getContainer().dataset.popup.replace(/0$/, id), "text/html").then(function (html) {
      popup.isFilled = true;
      popup.setContent(html);
      if (withKeys) popup.getElement().querySelector("a").focus();
    }).catch(function () {
      popup.setContent(words.failed);
    });
  }

  // ---- The sea: whoever sees it, sees whose it is ----
  function sea() {
    return L.layerGroup([[[16.5, 112], words.hoangSa], [[9.6, 113.6], words.truongSa]].map(function (place) {
      var name = element("span", "sea-name", place[1]);
      return L.marker(place[0], { icon: L.divIcon({ html: name, className: "sea-place", iconSize: [1, 1] }), interactive: false, keyboard: false });
    }));
  }

  // ---- The list beside the map ----
  function followMap(map, list) {
    var timer = null;
    var byReader = false;
    var forPopup = false; // the map moves a little so that a pop-up fits

    map.on("autopanstart", function () {
      forPopup = true;
    });
    map.on("movestart", function () {
      byReader = !map.isFraming && !map.isShowing && !forPopup;
      map.isTaken = map.isTaken || byReader;
      forPopup = false;
    });
    map.on("moveend", function () {
      if (!byReader) return;
      clearTimeout(timer);
      timer = setTimeout(narrow, 350);
    });

    function narrow() {
      var url = new URL(map.getContainer().dataset.list, location.href);
      var b = map.getBounds();
      url.searchParams.set("bbox", [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map(function (n) {
        return n.toFixed(5);
      }).join(","));
      fetchText(url, "text/html").then(function (html) {
        var focused = list.contains(document.activeElement);
        var held = focused && document.activeElement.closest("[data-work]");
        list.innerHTML = html;
        prepare();
        if (!focused) return;
        var same = held && list.querySelector('[data-work="' + held.dataset.work + '"] [data-show]');
        (same || list.querySelector("h2")).focus();
      }).catch(function () {
        tell(map, words.failed);
      });
    }

    function prepare() {
      list.querySelectorAll("[data-show]").forEach(function (button) {
        button.hidden = false;
      });
    }

    list.addEventListener("click", function (event) {
      var button = event.target.closest("[data-show]");
      if (button) show(map, button.dataset);
    });
    prepare();
  }

  // Opens a work's pop-up, taking clusters apart on the way there.
  function show(map, wanted) {
    var marker = map.works.byId[wanted.show];
    map.isShowing = map.isTaken = true;
    map.getContainer().scrollIntoView({ block: "nearest" });
    if (marker) {
      map.works.clusters.zoomToShowLayer(marker, opened);
      return;
    }
    map.once("works:loaded", function () {
      marker = map.works.byId[wanted.show];
      if (marker) map.works.clusters.zoomToShowLayer(marker, opened);
      else map.isShowing = false;
    });
    map.setView([Number(wanted.lat), Number(wanted.lon)], 15);

    function opened() {
      marker.openPopup();
      map.isShowing = false;
      if (marker.getElement()) marker.getElement().focus();
    }
  }

  // ---- Controls ----
  function ready(map) {
    var box = map.getContainer();
    map.attributionControl.setPrefix('<a href="https://leafletjs.com" rel="noopener">Leaflet</a>');
    [["zoom-in", words.zoomIn], ["zoom-out", words.zoomOut], ["layers-toggle", words.layers]].forEach(function (pair) {
      var control = box.querySelector(".leaflet-control-" + pair[0]);
      if (!control) return;
      control.title = pair[1];
      control.setAttribute("aria-label", pair[1]);
    });
    map.on("popupopen", function (event) {
      var close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", words.closePopup);
    });
    // Leaflet itself listens only while the map's frame has the focus, not what is in a pop-up.
    var opened = null;
    map.on("popupopen", function (event) {
      opened = event.popup;
    });
    box.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !opened || !opened.isOpen()) return;
      var from = opened._source.getElement();
      map.closePopup(opened);
      if (from) from.focus();
    });
    var list = document.querySelector("[data-map-list]");
    if (list) followMap(map, list);
    window.thapSang.tools(map, words, icon, tell);
  }

  // On a phone the map comes first: filters that aren't used are folded away.
  var filters = document.querySelector("[data-map-filters]");
  if (filters && !("used" in filters.dataset) && window.matchMedia("(max-width: 47.99rem)").matches) filters.open = false;

  window.thapSang = { communes: communes, works: works, lines: lines, sea: sea, ready: ready };
})();
