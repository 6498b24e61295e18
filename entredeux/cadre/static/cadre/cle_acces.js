// Passkeys (WebAuthn): creates one, or proves one is held. Replaces allauth's inline-configured scripts.
//
// A form marked data-cle-acces="creer | prouver | connexion" is submitted only once the browser has filled its
// hidden `credential` field. Options come from #donnees-cle (json_script), or for a sign-in from data-options,
// asked for at the click so that the challenge is fresh. Without JavaScript the other ways in remain.

const toBytes = (text) => {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
};

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const decodeList = (list) => (list ?? []).map((entry) => ({ ...entry, id: toBytes(entry.id) }));

function creationOptions({ publicKey }, withoutPassword) {
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: decodeList(publicKey.excludeCredentials),
    authenticatorSelection: withoutPassword
      ? { residentKey: "required", requireResidentKey: true, userVerification: "required" }
      : publicKey.authenticatorSelection,
  };
}

function requestOptions({ publicKey }) {
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    allowCredentials: decodeList(publicKey.allowCredentials),
  };
}

function serialize(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const encoded = parts.filter((name) => response[name]).map((name) => [name, toText(response[name])]);
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response: Object.fromEntries(encoded),
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

const embedded = () => JSON.parse(document.getElementById("donnees-cle").textContent);

const ceremonies = {
  async creer(form) {
    const withoutPassword = form.elements.passwordless?.checked ?? true;
    const publicKey = creationOptions(embedded().creation_options, withoutPassword);
    return navigator.credentials.create({ publicKey });
  },
  async prouver() {
    return navigator.credentials.get({ publicKey: requestOptions(embedded().request_options) });
  },
  async connexion(form, holder) {
    const answer = await fetch(holder.dataset.options, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("options");
    const { request_options: options } = await answer.json();
    return navigator.credentials.get({ publicKey: requestOptions(options) });
  },
};

const reasons = {
  NotAllowedError: "La demande a été annulée ou a expiré. Recommencez, ou choisissez un autre moyen.",
  InvalidStateError: "Cet appareil a déjà une clé pour ce compte.",
  SecurityError: "Ce navigateur refuse les clés d'accès à cette adresse. Choisissez un autre moyen.",
};

function connect(holder) {
  const form = holder.matches("form") ? holder : holder.querySelector("form");
  const error = form.querySelector("[data-cle-erreur]");
  holder.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.hidden = true;
    try {
      const credential = await ceremonies[holder.dataset.cleAcces](form, holder);
      form.elements.credential.value = serialize(credential);
      form.submit();
    } catch (problem) {
      error.textContent = reasons[problem.name] ?? "La clé d'accès n'a pas pu servir. Choisissez un autre moyen.";
      error.hidden = false;
    }
  });
}

if (window.PublicKeyCredential) document.querySelectorAll("[data-cle-acces]").forEach(connect);
