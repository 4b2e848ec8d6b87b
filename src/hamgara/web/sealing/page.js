// The page on which a voter seals a ballot. What is chosen and the code stay in this page: their fields have no name,
// so that no form sends them, and nothing is requested between loading and casting.

import { openBallot } from "./audit.js";
import { readCode, sealBallot } from "./ballot.js";

const find = (id) => document.getElementById(id);
const block = find("sealing-data");

function western(text) {
  return text.replace(/[۰-۹]/g, (d) => d.charCodeAt(0) - 0x6f0).replace(/[٠-٩]/g, (d) => d.charCodeAt(0) - 0x660);
}

/** What is chosen, as the numbers of the ballot in the order of the paper; throws the name of what is wrong. */
function readChoice({ kind, least, most }) {
  const boxes = [...document.querySelectorAll("[data-answer]")].sort((a, b) => a.dataset.answer - b.dataset.answer);
  if (kind === "marks") {
    const marks = boxes.map((box) => (box.checked ? 1 : 0));
    const total = marks.reduce((a, b) => a + b, 0);
    const blank = find("sealing-blank")?.checked ?? false;
    if (blank && total > 0) throw "blank";
    if (!blank && total < Math.max(least, 1)) throw "few";
    if (total > most) throw "many";
    return marks;
  }
  const numbers = boxes.map((box) => {
    const typed = western(box.value.trim());
    if (!/^[0-9]{0,3}$/.test(typed)) throw "number";
    return Number(typed || "0");
  });
  if (numbers.every((n) => n === 0)) throw "few";
  if (kind === "scores") {
    if (numbers.some((n) => n > most)) throw "number";
    return numbers;
  }
  const ranks = numbers.filter((n) => n > 0);
  if (new Set(ranks).size !== ranks.length) throw "twice";
  // Only the order counts; a number left out does no harm.
  const order = [...ranks].sort((a, b) => a - b);
  return numbers.map((n) => (n > 0 ? order.indexOf(n) + 1 : 0));
}

function start(data) {
  const said = find("sealing-said");
  let sealed = null;

  const say = (name) => {
    said.textContent = data.says[name] ?? data.says.other;
    said.hidden = false;
    said.focus();
  };
  const show = (step) => {
    for (const name of ["choose", "sealed", "opened"]) find(`sealing-${name}`).hidden = name !== step;
    find(`sealing-${step}`).querySelector("h2")?.focus();
  };

  find("sealing-seal").addEventListener("click", () => {
    said.hidden = true;
    const code = readCode(western(find("sealing-code").value));
    if (code === null) return say("code");
    let choice;
    try {
      choice = readChoice(data);
    } catch (name) {
      return say(typeof name === "string" ? name : "other");
    }
    try {
      sealed = sealBallot(data.election, code, [choice]);
    } catch {
      return say("other");
    }
    if (data.credentials && !data.credentials.includes(sealed.credential)) return say("stranger");
    find("sealing-ballot").value = sealed.ballot;
    for (const place of document.querySelectorAll(".sealing-tracker")) place.textContent = sealed.tracker;
    return show("sealed");
  });

  find("sealing-again").addEventListener("click", () => {
    sealed = null;
    find("sealing-ballot").value = "";
    show("choose");
  });

  find("sealing-open").addEventListener("click", () => {
    // From here on the vote can be read, so this ballot can no longer be cast.
    find("sealing-ballot").value = "";
    const { ballot, opening } = sealed;
    sealed = null;
    const held = openBallot(data.election, ballot, opening);
    const names = [...document.querySelectorAll("[data-answer]")];
    const list = find("sealing-held");
    list.replaceChildren(
      ...names.map((box) => {
        const line = document.createElement("li");
        line.textContent = `${box.dataset.name}: ${data.digits[held[0][box.dataset.answer]] ?? held[0][box.dataset.answer]}`;
        return line;
      }),
    );
    find("sealing-opening").value = JSON.stringify(opening);
    find("sealing-spoiled").value = ballot;
    show("opened");
  });

  for (const button of document.querySelectorAll("[data-save]")) {
    button.addEventListener("click", () => {
      const source = find(button.dataset.save);
      const file = new Blob([`${source.value ?? source.textContent}\n`], { type: "text/plain" });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = button.dataset.file;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
  find("sealing-anew")?.addEventListener("click", () => show("choose"));
  find("sealing-cast").addEventListener("submit", () => {
    find("sealing-code").value = "";
  });
  find("sealing-needs").hidden = true;
  show("choose");
}

if (block) start(JSON.parse(block.textContent));
