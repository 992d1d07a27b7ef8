// Plus and minus beside a number; without JavaScript the number is written.
(function () {
  "use strict";
  document.querySelectorAll("[data-counter]").forEach(function (box) {
    var input = box.querySelector("input");
    box.querySelectorAll("[data-step]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        var now = parseInt(input.value.replace(/\D/g, ""), 10) || 0;
        input.value = String(Math.max(0, now + Number(button.dataset.step)));
      });
    });
  });
})();
