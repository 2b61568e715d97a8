/** A place: WGS 84 degrees, and LKS-92 (EPSG:3059) metres. */
export interface Position {
  latitude: number
  longitude: number
  northing: number
  easting: number
}

const semiMajorAxis = 6_378_137
const flattening = 1 / 298.257222101
const scale = 0.9996
const centralMeridian = 24
const falseEasting = 500_000
const falseNorthing = -6_000_000

const e2 = flattening * (2 - flattening)
const secondE2 = e2 / (1 - e2)

/** LKS-92 coordinates by the transverse Mercator series (EPSG guidance note 7-2, method 9807); good to a millimetre here. */
export function positionAt(latitude: number, longitude: number): Position {
  const phi = (latitude * Math.PI) / 180
  const sin = Math.sin(phi)
  const cos = Math.cos(phi)
  const tan2 = (sin / cos) ** 2
  const c = secondE2 * cos * cos
  const a = (((longitude - centralMeridian) * Math.PI) / 180) * cos
  const radius = semiMajorAxis / Math.sqrt(1 - e2 * sin * sin)
  const meridian =
    semiMajorAxis *
    ((1 - e2 / 4 - (3 * e2 ** 2) / 64 - (5 * e2 ** 3) / 256) * phi -
      ((3 * e2) / 8 + (3 * e2 ** 2) / 32 + (45 * e2 ** 3) / 1024) * Math.sin(2 * phi) +
      ((15 * e2 ** 2) / 256 + (45 * e2 ** 3) / 1024) * Math.sin(4 * phi) -
      ((35 * e2 ** 3) / 3072) * Math.sin(6 * phi))
  const easting =
    falseEasting +
    scale *
      radius *
      (a +
        ((1 - tan2 + c) * a ** 3) / 6 +
        ((5 - 18 * tan2 + tan2 ** 2 + 72 * c - 58 * secondE2) * a ** 5) / 120)
  const northing =
    falseNorthing +
    scale *
      (meridian +
        radius *
          (sin / cos) *
          (a ** 2 / 2 +
            ((5 - tan2 + 9 * c + 4 * c ** 2) * a ** 4) / 24 +
            ((61 - 58 * tan2 + tan2 ** 2 + 600 * c - 330 * secondE2) * a ** 6) / 720))
  return { latitude, longitude, northing, easting }
}
