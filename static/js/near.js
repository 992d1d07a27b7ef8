// "Where I am now": the device's position, rounded before it leaves the device. Without it a commune is chosen.
(function () {
  "use strict";
  var form = document.querySelector("[data-near]");
  if (!form || !navigator.geolocation) return;
  var box = form.querySelector("[data-near-box]");
  var said = form.querySelector("[data-near-said]");
  box.hidden = false;
  box.querySelector("[data-near-button]").addEventListener("click", function () {
    navigator.geolocation.getCurrentPosition(
      function (found) {
        var query = new URLSearchParams({
          lat: found.coords.latitude.toFixed(2),
          lon: found.coords.longitude.toFixed(2),
          within: form.elements.within.value,
        });
        location.assign(form.action + "?" + query);
      },
      function () {
        said.textContent = form.dataset.refused;
        form.elements.commune.focus();
      },
      { maximumAge: 600000, timeout: 15000 }
    );
  });
})();
