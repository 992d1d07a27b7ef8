// The shift's code, fetched anew before the old one is over. Without JavaScript the page reloads itself.
(function () {
  "use strict";
  var picture = document.getElementById("shift-code");
  if (!picture) return;
  var address = picture.getAttribute("src");
  setInterval(function () {
    var next = new Image();
    // Only a picture that has come is shown: a break in the network leaves the last one, which works a little longer.
    next.onload = function () {
      picture.src = next.src;
    };
    next.src = address + "?" + Date.now();
  }, (picture.dataset.seconds * 1000) / 3);
})();
