// Tools of the map beside its layers: the years played, full screen, "where am I", a picture to save.
(function () {
  "use strict";

  var STEP = 1200; // milliseconds that a year stays when the years are played

  function tools(map, words, icon, tell) {
    var box = map.getContainer();
    bar(map, [
      ["locate", words.locate, function () {
        map.locate({ setView: true, maxZoom: 13, enableHighAccuracy: true, timeout: 15000 });
      }],
      document.fullscreenEnabled && ["expand", words.fullScreen, function () {
        if (document.fullscreenElement) document.exitFullscreen();
        else box.requestFullscreen();
      }],
      box.dataset.picture && ["image", words.picture, function () {
        savePicture(box.dataset.picture, function () {
          tell(map, words.failed);
        });
      }],
    ].filter(Boolean), icon);

    var here = null;
    map.on("locationfound", function (event) {
      if (here) here.remove();
      here = L.circle(event.latlng, { radius: Math.max(event.accuracy / 2, 10), className: "here" }).addTo(map);
      here.bindTooltip(words.located, { permanent: true, direction: "top" });
    });
    map.on("locationerror", function () {
      tell(map, words.notLocated);
    });
    document.addEventListener("fullscreenchange", function () {
      map.invalidateSize();
    });
    var time = document.querySelector("[data-time]");
    if (time) playYears(map, time, words);
  }

  function bar(map, buttons, icon) {
    var Bar = L.Control.extend({
      options: { position: "topleft" },
      onAdd: function () {
        var made = L.DomUtil.create("div", "leaflet-bar map-tools");
        buttons.forEach(function (button) {
          var link = L.DomUtil.create("a", "", made);
          link.href = "#";
          link.setAttribute("role", "button");
          link.title = button[1];
          link.setAttribute("aria-label", button[1]);
          link.append(icon(map, button[0]));
          L.DomEvent.disableClickPropagation(link);
          L.DomEvent.on(link, "click", function (event) {
            L.DomEvent.preventDefault(event);
            button[2]();
          });
        });
        return made;
      },
    });
    map.addControl(new Bar());
  }

  // The server's picture, drawn on a canvas, so that it can be sent by Zalo or put into a document.
  function savePicture(address, failed) {
    var picture = new Image();
    picture.onload = function () {
      var canvas = document.createElement("canvas");
      canvas.width = picture.naturalWidth * 2;
      canvas.height = picture.naturalHeight * 2;
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) {
        if (!blob) return failed();
        var link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = "ban-do-cong-trinh.png";
        link.click();
        setTimeout(function () {
          URL.revokeObjectURL(link.href);
        }, 10000);
      }, "image/png");
    };
    picture.onerror = failed;
    picture.src = address;
  }

  function playYears(map, time, words) {
    var range = time.querySelector("input");
    var shown = time.querySelector("output");
    var button = time.querySelector("[data-time-play]");
    var name = button.querySelector("span");
    var timer = null;

    map.once("works:loaded", function (event) {
      var first = Math.min.apply(null, event.years.length ? event.years : [Number(time.dataset.first)]);
      var last = Math.max.apply(null, event.years.length ? event.years : [Number(time.dataset.last)]);
      if (!(first < last)) return; // one year has nothing to play
      range.min = first;
      range.max = last;
      range.value = last;
      time.hidden = false;
      say();
    });

    function say() {
      shown.textContent = words.upTo.replace("{year}", range.value);
    }

    function show(year) {
      range.value = year;
      say();
      map.works.showUntil(Number(year));
    }

    function stop() {
      clearInterval(timer);
      timer = null;
      name.textContent = words.play;
    }

    range.addEventListener("input", function () {
      stop();
      show(range.value);
    });
    button.addEventListener("click", function () {
      if (timer) return stop();
      name.textContent = words.pause;
      show(range.value === range.max ? range.min : range.value);
      timer = setInterval(function () {
        if (range.value === range.max) stop();
        else show(Number(range.value) + 1);
      }, STEP);
    });
  }

  window.thapSang.tools = tools;
})();
