// What the bundle offers: the page's script starts by itself; the functions are there for whoever audits by hand.

export { openBallot } from "./audit.js";
export { deriveExponent, fingerprint, readCode, sealBallot } from "./ballot.js";
import "./page.js";
