/* « Je suis ici »: the nearest known place within 80 m, or none. The position is an argument and nothing else: it is
   neither kept nor sent. */

export const RAYON = 80;
const TERRE = 6_371_000;
const rad = (degrees) => (degrees * Math.PI) / 180;

/** Metres between two points, on the sphere. */
export function distance(a, b) {
  const dLat = rad(b.lat - a.lat);
  const dLon = rad(b.lon - a.lon);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * TERRE * Math.asin(Math.sqrt(h));
}

/** The id of the nearest place within the radius; null means « choisissez ». */
export function lieuProche(position, lieux, rayon = RAYON) {
  let best = null;
  for (const lieu of lieux) {
    if (lieu.lat === null || lieu.lon === null) continue;
    const far = distance(position, lieu);
    if (far <= rayon && (best === null || far < best.far)) best = { id: lieu.id, far };
  }
  return best?.id ?? null;
}

/** Reads one position, answers a place's id or null; the coordinates end with this call. */
export function lireLieu(lieux) {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(lieuProche({ lat: coords.latitude, lon: coords.longitude }, lieux)),
      () => reject(new Error("position")),
      { enableHighAccuracy: true, maximumAge: 0, timeout: 10_000 },
    );
  });
}
