// Lets drawings be made larger and smaller, and moved by dragging. Without it they fit the page, or scroll.

const STEP = 1.25;
const [LEAST, MOST] = [0.05, 8];
/** Pixels that a pointer moves before it drags and does not click. */
const CLICK = 4;

/** By frame: how much larger than drawn; undefined: as it fits. */
const scales = new WeakMap();
/** Frames that have their buttons. */
const known = new WeakSet();

for (const frame of document.querySelectorAll("[data-frame]")) begin(frame);
document.addEventListener("vt:renewed", () => {
  for (const frame of document.querySelectorAll("[data-frame]")) {
    if (!known.has(frame)) begin(frame);
    apply(frame);
  }
});

function begin(frame) {
  if (drawingIn(frame) === null) return;
  const tools = document.createElement("div");
  tools.className = "drawing-tools";
  for (
    const [text, name, act] of [
      ["−", "Smaller", () => zoom(frame, 1 / STEP)],
      ["Fit", "Fit to the page", () => fit(frame)],
      ["+", "Larger", () => zoom(frame, STEP)],
    ]
  ) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.title = name;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", act);
    tools.append(button);
  }
  (frame.closest("[data-live]") ?? frame).before(tools); // what is in there is replaced
  known.add(frame);
  frame.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(frame, event.deltaY < 0 ? STEP : 1 / STEP, event);
  }, { passive: false });
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") zoom(frame, STEP);
    else if (event.key === "-") zoom(frame, 1 / STEP);
    else if (event.key === "0") fit(frame);
    else return;
    event.preventDefault();
  });
  drag(frame);
  centre(frame);
}

/** What is looked at is to be seen. */
function centre(frame) {
  const current = frame.querySelector("svg [aria-current]")?.getBoundingClientRect();
  if (current === undefined) return;
  const box = frame.getBoundingClientRect();
  frame.scrollBy(current.x - box.x - box.width / 2, current.y - box.y - box.height / 2);
}

function drawingIn(frame) {
  return frame.querySelector("svg.drawing");
}

function zoom(frame, factor, at) {
  const drawing = drawingIn(frame);
  const before = drawing.getBoundingClientRect();
  const natural = Number(drawing.getAttribute("width"));
  const scale = Math.min(MOST, Math.max(LEAST, (before.width / natural) * factor));
  const box = frame.getBoundingClientRect();
  const x = (at?.clientX ?? box.left + box.width / 2) - before.left;
  const y = (at?.clientY ?? box.top + box.height / 2) - before.top;
  scales.set(frame, scale);
  apply(frame);
  const grown = drawing.getBoundingClientRect().width / before.width - 1;
  frame.scrollBy(x * grown, y * grown);
}

function fit(frame) {
  const drawing = drawingIn(frame);
  const room = frame.clientWidth - 24;
  scales.set(frame, Math.min(1, room / Number(drawing.getAttribute("width"))));
  apply(frame);
}

function apply(frame) {
  const [drawing, scale] = [drawingIn(frame), scales.get(frame)];
  if (drawing === null || scale === undefined) return;
  drawing.style.width = `${Number(drawing.getAttribute("width")) * scale}px`;
  drawing.style.maxWidth = "none";
  drawing.style.minWidth = "0";
}

function drag(frame) {
  let from;
  frame.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType === "mouse") {
      from = { x: event.clientX, y: event.clientY, moved: false };
    }
  });
  frame.addEventListener("dragstart", (event) => event.preventDefault());
  frame.addEventListener("pointermove", (event) => {
    if (from === undefined) return;
    if (!from.moved && Math.hypot(event.clientX - from.x, event.clientY - from.y) < CLICK) return;
    frame.scrollBy(from.x - event.clientX, from.y - event.clientY);
    from = { x: event.clientX, y: event.clientY, moved: true };
  });
  addEventListener("pointerup", () => {
    if (from?.moved) frame.addEventListener("click", stop, { capture: true, once: true });
    if (from?.moved) setTimeout(() => frame.removeEventListener("click", stop, { capture: true }));
    from = undefined;
  });
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}
