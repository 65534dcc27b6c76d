/** The journals that ADS's BibTeX names by macros of the AAS's LaTeX classes. */

const journals: Record<string, string> = {
  aap: "Astronomy and Astrophysics",
  aapr: "The Astronomy and Astrophysics Review",
  aaps: "Astronomy and Astrophysics Supplement Series",
  actaa: "Acta Astronomica",
  aj: "The Astronomical Journal",
  apj: "The Astrophysical Journal",
  apjl: "The Astrophysical Journal Letters",
  apjs: "The Astrophysical Journal Supplement Series",
  apss: "Astrophysics and Space Science",
  araa: "Annual Review of Astronomy and Astrophysics",
  baas: "Bulletin of the American Astronomical Society",
  gca: "Geochimica et Cosmochimica Acta",
  grl: "Geophysical Research Letters",
  icarus: "Icarus",
  jcap: "Journal of Cosmology and Astroparticle Physics",
  jgr: "Journal of Geophysical Research",
  jqsrt: "Journal of Quantitative Spectroscopy and Radiative Transfer",
  memras: "Memoirs of the Royal Astronomical Society",
  memsai: "Memorie della Società Astronomica Italiana",
  mnras: "Monthly Notices of the Royal Astronomical Society",
  na: "New Astronomy",
  nar: "New Astronomy Reviews",
  nat: "Nature",
  pasa: "Publications of the Astronomical Society of Australia",
  pasj: "Publications of the Astronomical Society of Japan",
  pasp: "Publications of the Astronomical Society of the Pacific",
  physrep: "Physics Reports",
  planss: "Planetary and Space Science",
  pra: "Physical Review A",
  prd: "Physical Review D",
  prl: "Physical Review Letters",
  procspie: "Proceedings of the SPIE",
  psj: "The Planetary Science Journal",
  qjras: "Quarterly Journal of the Royal Astronomical Society",
  rmxaa: "Revista Mexicana de Astronomía y Astrofísica",
  rnaas: "Research Notes of the AAS",
  skytel: "Sky and Telescope",
  solphys: "Solar Physics",
  ssr: "Space Science Reviews",
};

/** @param written `\apj`, or a name that stays as it is */
export function journalName(written: string): string {
  const macro = /^\\([a-z]+)$/.exec(written.trim())?.[1];
  return (macro !== undefined ? journals[macro] : undefined) ?? written.replace(/^\\/, "");
}

const macros = new Map(Object.entries(journals).map(([macro, name]) => [name.toLowerCase(), `\\${macro}`]));

/** @returns `\apj` for The Astrophysical Journal; undefined for one that has no macro */
export function journalMacro(name: string): string | undefined {
  return macros.get(name.toLowerCase());
}
