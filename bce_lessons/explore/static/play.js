// Buttons of Play in Jupyter: what each will do, in words.

const AGAIN = "play from the start";

/** Say what a Play that rests will do. */
const willDo = (play) => (play.get("value") + play.get("step") > play.get("max") ? AGAIN : "play");

/** Let Play begin again after its last step, also where that falls short of its max: the stock one would do nothing there. */
function beginAgain(button, play) {
  const stuck = () => !play.get("playing") && willDo(play) === AGAIN && play.get("value") < play.get("max");
  const first = () => stuck() && (play.set("value", play.get("min")), play.save_changes());
  button.addEventListener("click", first, true); // before the stock one hears of it
  button.begins = true;
}

/** Stock buttons carry icons only. */
function namePlays(box, plays) {
  const names = { "fa-play": "play", "fa-pause": "pause", "fa-stop": "back to the start", "fa-retweet": "repeat" };
  for (const icon of box.querySelectorAll("button > i.fa")) {
    const name = Object.keys(names).find((k) => icon.classList.contains(k));
    const play = plays[[...box.querySelectorAll(".widget-play")].indexOf(icon.closest(".widget-play"))];
    if (name === "fa-play" && play && !icon.parentNode.begins) beginAgain(icon.parentNode, play);
    const does = name === "fa-play" && play ? willDo(play) : names[name];
    if (does) for (const as of ["aria-label", "title"]) icon.parentNode.getAttribute(as) === does || icon.parentNode.setAttribute(as, does);
  }
}

