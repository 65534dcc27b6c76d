/** Units as astronomers write them, as powers of basic ones and a factor: "km s^-1 Mpc^-1" is per second, "Gyr" many seconds. */

export interface Unit {
  /** Of the basic unit. */
  factor: number;
  /** Such as "L1 T-1"; empty of a plain share. */
  dimension: string;
  isPercent: boolean;
}

type Powers = Record<string, number>;

const atoms = new Map<string, { factor: number; powers: Powers }>();
function define(powers: Powers, list: string): void {
  for (const entry of list.split(" ")) {
    const [names = "", factor = "1"] = entry.split(":");
    for (const name of names.split("|")) atoms.set(name, { factor: Number(factor), powers });
  }
}

const energy = { M: 1, L: 2, T: -2 };
define(
  { L: 1 },
  "m|meter|meters|metre|metres:1 cm:1e-2 mm:1e-3 um|μm|µm|micron|microns:1e-6 nm:1e-9 Angstrom|angstrom|Å:1e-10 " +
    "km|kilometer|kilometers|kilometre|kilometres:1e3 AU|au:1.496e11 ly:9.461e15 pc|parsec|parsecs:3.0857e16 kpc|kiloparsec|kiloparsecs:3.0857e19 " +
    "Mpc|megaparsec|megaparsecs:3.0857e22 Gpc:3.0857e25 Rsun:6.957e8 Rearth:6.371e6 Rjup:6.9911e7",
);
define(
  { T: 1 },
  "s|sec|second|seconds:1 ms:1e-3 min|minute|minutes:60 hr|hrs|hour|hours:3600 d|day|days:86400 yr|yrs|year|years:3.15576e7 " +
    "kyr:3.15576e10 Myr:3.15576e13 Gyr:3.15576e16",
);
define({ T: -1 }, "Hz:1 kHz:1e3 MHz:1e6 GHz:1e9 THz:1e12");
define(
  { M: 1 },
  "g:1e-3 kg:1 Msun|Msol:1.989e30 Mearth:5.972e24 Mjup:1.898e27 solar-mass|solar-masses:1.989e30 Jupiter-mass|Jupiter-masses:1.898e27 Earth-mass|Earth-masses:5.972e24",
);
define(
  energy,
  "eV:1.602e-19 meV:1.602e-22 keV:1.602e-16 MeV:1.602e-13 GeV:1.602e-10 TeV:1.602e-7 PeV:1.602e-4 EeV:0.1602 erg|ergs:1e-7 J:1",
);
define({ ...energy, T: -3 }, "W:1 Lsun:3.828e26 solar-luminosity|solar-luminosities:3.828e26");
define({ K: 1 }, "K|kelvin:1 mK:1e-3 uK|μK|µK:1e-6 MK:1e6");
define(
  { A: 1 },
  "deg|degree|degrees|°:1 arcmin|arcminute|arcminutes:0.0166666667 arcsec|arcsecond|arcseconds:2.7777778e-4 mas:2.7777778e-7",
);
define({ F: 1 }, "Jy:1 mJy:1e-3 uJy|μJy|µJy:1e-6");
define({ mag: 1 }, "mag|mags|magnitude|magnitudes:1");
define({ dex: 1 }, "dex:1");
// Of the Hubble constant in 100 km/s/Mpc: "Mpc/h" is no Mpc.
define({ h: 1 }, "h|h70|h75|h100:1");

const percent = /\s*(?:%|per\s?cent\b|percent\b)/y;
const atom =
  /\s*([*·/]|per\s)?\s*([A-Za-zμµÅ°][A-Za-z]*(?:-[a-z]+)?\d{0,3})(?:\s*\^\s*([-+]?\d)|(-\d)(?!\d))?(?![A-Za-z])/y;

/** @param text without LaTeX; @returns what stands at a place, and where it ends; undefined where no unit stands there */
export function unitAt(text: string, at: number): { unit: Unit; end: number } | undefined {
  percent.lastIndex = at;
  if (percent.test(text)) return { unit: { factor: 0.01, dimension: "", isPercent: true }, end: percent.lastIndex };
  const powers: Powers = {};
  let [factor, end, found] = [1, at, 0];
  for (;;) {
    atom.lastIndex = end;
    const match = atom.exec(text);
    if (!match) break;
    const [, over, name = "", power, short] = match;
    const known = atoms.get(name);
    // "1 in 3 m s": a second unit follows as a power or after a sign, or as one that cannot be a word.
    if (!known) break;
    const sign = over === "/" || over?.startsWith("per") ? -1 : 1;
    const exponent = sign * Number(power ?? short ?? 1);
    factor *= known.factor ** exponent;
    for (const [base, times] of Object.entries(known.powers)) powers[base] = (powers[base] ?? 0) + times * exponent;
    end = atom.lastIndex;
    found++;
  }
  if (found === 0) return undefined;
  const dimension = Object.entries(powers)
    .filter(([, power]) => power !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([base, power]) => `${base}${power}`)
    .join(" ");
  return { unit: { factor, dimension, isPercent: false }, end };
}
