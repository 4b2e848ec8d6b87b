// Asks the browser to make a passkey, or to sign with one, as the page's block of data says; then sends the form.
// What is signed is the SHA-256 of the very text that the page shows. Without this script the pages offer their other way.
(() => {
  "use strict";
  const block = document.getElementById("passkey");
  const button = document.getElementById("passkey_start");
  const said = document.getElementById("passkey_said");
  if (!block || !button || !said) return;
  const asked = JSON.parse(block.textContent);
  const field = document.getElementById(asked.field);

  const say = (name) => {
    said.textContent = asked.says[name] || asked.says.other;
    said.hidden = false;
  };
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const base64 = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
  const named = (list) => list.map((one) => ({ ...one, id: bytes(one.id) }));

  const create = async () => {
    const options = asked.publicKey;
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: named(options.excludeCredentials),
      },
    });
    return {
      client_data: base64(made.response.clientDataJSON),
      attestation: base64(made.response.attestationObject),
    };
  };

  const sign = async (challenge) => {
    const options = asked.publicKey;
    const made = await navigator.credentials.get({
      publicKey: { ...options, challenge, allowCredentials: named(options.allowCredentials) },
    });
    return {
      key: base64(made.rawId),
      alg: "webauthn",
      value: {
        authenticator_data: base64(made.response.authenticatorData),
        client_data: base64(made.response.clientDataJSON),
        signature: base64(made.response.signature),
      },
      nonce: asked.nonce,
    };
  };

  const prepare = async () => {
    if (!window.PublicKeyCredential || !window.crypto.subtle) {
      say("absent");
      return;
    }
    // Before the press: some browsers open the passkey's window only in direct answer to it.
    const challenge =
      asked.to === "sign" ? await crypto.subtle.digest("SHA-256", new TextEncoder().encode(asked.payload)) : null;
    button.addEventListener("click", async () => {
      button.disabled = true;
      said.hidden = true;
      try {
        field.value = JSON.stringify(asked.to === "sign" ? await sign(challenge) : await create());
        field.form.submit();
      } catch (error) {
        say(error.name);
        button.disabled = false;
      }
    });
    button.hidden = false;
  };
  prepare();
})();
