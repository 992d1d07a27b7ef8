// A pair of photos laid over each other, with a slider between before and after. Without this script they stand side by
// side, which says the same.
for (const pair of document.querySelectorAll("[data-compare]")) {
  const after = pair.querySelector("[data-compare-after]");
  const slider = pair.querySelector("input[type=range]");
  const show = () => {
    after.style.clipPath = `inset(0 0 0 ${slider.value}%)`;
    slider.setAttribute("aria-valuetext", slider.dataset.words.replace("{n}", 100 - slider.value));
  };
  pair.classList.add("is-laid-over");
  slider.hidden = false;
  slider.addEventListener("input", show);
  show();
}
