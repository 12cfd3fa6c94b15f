// Ticks many jobs at once, and says how many are ticked. Without it each has its box.

mark();
count();
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all] input")) {
    const boxes = event.target.closest("table").querySelectorAll("input[name=job]");
    for (const box of boxes) box.checked = event.target.checked;
  }
  count();
});
document.addEventListener("vt:renewed", () => {
  mark();
  count();
});

/** A box in the head of each table ticks all of its rows. */
function mark() {
  for (const head of document.querySelectorAll("[data-tick-all]")) {
    if (head.querySelector("input") !== null) continue;
    const box = document.createElement("input");
    box.type = "checkbox";
    box.setAttribute("aria-label", "Select all of this workflow that are shown");
    head.replaceChildren(box);
  }
}

function count() {
  const ticked = document.querySelectorAll("input[name=job]:checked").length;
  for (const place of document.querySelectorAll("[data-selected]")) {
    place.textContent = ticked === 0 ? "" : `${ticked} selected`;
  }
}
