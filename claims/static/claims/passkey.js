// Signing with a passkey: before the form is sent, the device signs what the server says it would sign.
// Without this script the box is cleared by hand, and the form is sent without such a signature.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("[data-passkey]");
  const form = box?.form;
  if (!form || !window.PublicKeyCredential) return;
  const alert = document.createElement("p");
  alert.className = "desk-refused";
  alert.setAttribute("role", "alert");
  alert.hidden = true;
  form.querySelector(".desk-submit").before(alert);

  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const askServer = async () => {
    const sent = new FormData(form);
    sent.set("challenge", "on");
    sent.delete("assertion");
    const answer = await fetch(form.action, { method: "POST", body: sent });
    // Anything else than options is a page, such as this form with what is wrong: it is sent as usual.
    return answer.headers.get("Content-Type")?.includes("application/json") ? answer.json() : null;
  };

  const askDevice = async ({ publicKey }) => {
    const allowed = publicKey.allowCredentials.map((each) => ({ ...each, id: toBytes(each.id) }));
    const given = await navigator.credentials.get({
      publicKey: { ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: allowed },
    });
    return {
      id: given.id, rawId: toText(given.rawId), type: given.type, clientExtensionResults: {},
      response: {
        clientDataJSON: toText(given.response.clientDataJSON),
        authenticatorData: toText(given.response.authenticatorData),
        signature: toText(given.response.signature),
      },
    };
  };

  let waits = false;
  form.addEventListener("submit", async (event) => {
    if (!box.checked) return;
    event.preventDefault();
    if (waits) return;
    waits = true;
    alert.hidden = true;
    try {
      const options = await askServer();
      if (options) form.elements.assertion.value = JSON.stringify(await askDevice(options));
      form.submit();
    } catch {
      alert.textContent = box.dataset.passkey;
      alert.hidden = false;
      box.focus();
    }
    waits = false;
  });
});
