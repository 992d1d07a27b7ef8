// Sharing an activity: copy its short address, or hand it to an app of the device. Without it the address is there to read.
(function () {
  "use strict";
  document.querySelectorAll("[data-share]").forEach(function (box) {
    var url = box.dataset.url;
    var said = box.querySelector("[data-said]");
    var copy = box.querySelector("[data-copy]");
    var send = box.querySelector("[data-send]");
    var field = box.querySelector("input");

    field.addEventListener("focus", function () {
      field.select();
    });

    if (navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", function () {
        navigator.clipboard.writeText(url).then(
          function () {
            said.textContent = copy.dataset.copied;
            copy.querySelector("span").textContent = copy.dataset.copied;
          },
          function () {
            field.focus();
          }
        );
      });
    }
    if (navigator.share) {
      send.hidden = false;
      send.addEventListener("click", function () {
        navigator.share({ title: box.dataset.title, text: box.dataset.text, url: url }).catch(function () {
          // the reader chose no app
        });
      });
    }
  });
})();
