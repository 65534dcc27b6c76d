/** Names that are also those of people, laws, seas and adjectives: what must, or must not, stand beside them. */

import type { BareName } from "./facility.ts";

/** What an observatory has, and a person has not. */
const observed =
  "observ|data|imag|photomet|spectr|archiv|survey|telescope|satellite|spacecraft|mission|catalog|light ?curve|field|map|program|instrument|detect|pointing|exposure|source|proposal|cycle|treasury|legacy|team|space|orbiter|probe|flyby|camera";
const follows = (words: string) => new RegExp(`^(?:['’]s)?[\\s/~-]*(?:${words})`, "i");
const siblings =
  "Hubble|HST|Spitzer|Chandra|XMM(?:-Newton)?|Herschel|Kepler|Planck|Gaia|JWST|GALEX|Keck|WISE|ALMA|VLT|Fermi|Swift|WMAP|Suzaku|NuSTAR|INTEGRAL|RXTE|CoRoT|TESS|Subaru|SDSS|ROSAT|ASCA|2MASS|IRAS|Gemini|Magellan|Hipparcos|Euclid|SCUBA|MAXI|K2|AGILE|MAGIC|H\\.?E\\.?S\\.?S|VLA|Konus";
const siblingBefore = new RegExp(`(?:${siblings})(?:,|,? and|,? or|/| \\+| ?&)\\s*(?:the )?$`);
const siblingAfter = new RegExp(`^(?:,|,? and|,? or|/| \\+| ?&)\\s*(?:the )?(?:${siblings})\\b`);
const either = (...patterns: readonly RegExp[]) =>
  new RegExp(
    patterns.map(({ source }) => `(?:${source})`).join("|"),
    patterns.some(({ flags }) => flags === "i") ? "i" : "",
  );
const year = "\\s*(?:\\((?:1[6-9]|20)\\d\\d|et al)";

export const bareNames: Readonly<Record<string, readonly BareName[]>> = {
  SDSS: [{ word: "Sloan", notBefore: follows("foundation|fellow|grant|kettering") }],
  HST: [
    // A knot of M87's jet.
    { word: "HST", notBefore: /^-1\b/ },
    {
      word: "Hubble",
      notAfter: /(?:observational|H\(z\)|Edwin(?: P\.?)?|Palomar|E\.)\s+$/i,
      notBefore: follows(
        `${year}|constant|flow|param|time|law|diagram|expan|rate|radi|type|sequen|length|scale|volume|horizon|friction|residual|tension|tuning|distance|redshift|relation|stage|morpho|function|classif|patch|drag|damp|bubble|sphere|veloc|mass|age|sandage|lema|reynolds|ratio|stretch|factor|profile|variable|luminos|observational|recession|coefficient|measurement|universe|drift|slow|deceleration|evolution|cosmolog|perturb|region|crossing|scatter|intercept|galax|rest|fluid|era|unit|number|fork|value|h\\b|H_`,
      ),
      onlyBefore: either(
        follows(
          `${observed}|deep|ultra|extreme|frontier|heritage|WFC|ACS|WFPC|NICMOS|STIS|COS\\b|FOS\\b|optical|UV|grism|resolution|F\\d{3}|near-?infrared|snapshot|mosaic|slitless|view`,
        ),
        siblingAfter,
      ),
      onlyAfter: either(siblingBefore, /(?:with|by|from|using|of) (?:the )?$/),
    },
  ],
  CXO: [
    {
      word: "Chandra",
      notBefore: follows(`${year}|wickramas|ganguly|sekhar|limit`),
      notAfter: /(?:Bose|Romesh|Suresh|[A-Z]\.)\s*$/,
    },
  ],
  Spitzer: [
    {
      word: "Spitzer",
      notAfter: /(?:Lyman(?: J\.?)?|L\.|Braginskii|Savage|and|&|the)?(?:Lyman|L\.|Savage (?:and|&))\s+$/,
      notBefore: follows(
        `${year}|resistiv|conduct|value|thermal|h[aä]rm|h\\{?\\\\"|instab|formula|rate|time|viscos|type|and h|\\(?19|--?h`,
      ),
    },
  ],
  Herschel: [
    {
      word: "Herschel",
      notAfter: /(?:William|Caroline|John|W\.|J\.|Sir)\s+$/,
      notBefore: follows(`${year}|36\\b|['’]s (?:law|catal|model|discov|star)|crater|museum`),
    },
  ],
  Fermi: [
    {
      word: "Fermi",
      notAfter:
        /(?:Enrico|E\.|Thomas|Bose|Landau|Cooper|Majorana|(?:first|second|1st|2nd|1\^?\{?st\}?|2\^?\{?nd\}?)[\s-]+order|type|stochastic|non-relativistic|relativistic|degenerate|proton|neutron|electron|nucleon|di-?|unitary|non-?|nearly|Tonks)[\s-]*(?:I{1,2} )?$/i,
      notBefore: follows(
        `${year}|acceler|energ(?:y|ies)(?! (?:range|band))|gas|paradox|surface|level|moment|liquid|statistic|function|const|mechan|process|coupl|interac|theor|golden|bubble|dirac|pasta|walker|ulam|sphere|sea\\b|pressure|veloc|distrib|temperat|transit|integral|problem|question|weak|shock|shuttl|contact|normal|coord|I\\b|II\\b|order|type|beta|reson|scale|heat|matrix|national|lab|system|particle|edge|wave|condens|seagull|breit|arg|points?\\b|decay|hole|arc|momenta|derivative|frame|hypoth|node|['’]s (?!gamma|large|LAT|GBM)|degener|(?:first|second)[- ]order|four|2-fl|mode|bound|estimat|drift|cycle|re-?accel|stochastic`,
      ),
    },
  ],
  Kepler: [
    {
      word: "Kepler",
      notAfter:
        /(?:Johannes|J\.|Copernicus|Galileo,?|Tycho(?: Brahe)?,?|Newton,?|Brahe,?|Cas(?:siopeia)? A,?|SN ?1006,?|modified|relativistic|two-body|post-|post|non-|quasi-|sub-|super-|local)\s*(?:and|&|or|to|,)?\s*(?:the )?$/i,
      notBefore: follows(
        `${year}|(?:(?:first|second|third|1st|2nd|3rd|1-2-3|\\d)\\s+)?(?:laws?\\b|equation|problem)|motion|orbits?\\b|orbital (?:vel|freq|per|mo)|rotat|shear|frequenc|veloc|speed|potential|time\\s?scale|time\\b|period\\b|superno|SNR\\b|remnant|dis[ck]s?\\b|elements|conject|angular|ellip|energy|radius|regular|solver|shift|map(?:ping)?\\b|limit|rate\\b|, (?:and )?(?:Tycho|Galileo|Newton|SN)|and (?:Tycho|Galileo|Newton|SN|Cas)|['’]s (?!data|field|mission|phot|light|obs|third|first|prim|K2|cam|view)|['’](?:s)? (?:third|first|second)|${"value"}|dynamics|solution|action|system['’]s law`,
      ),
    },
  ],
  K2: [
    {
      word: "K2",
      notBefore: /^[\s]*(?:[IV]+\b|giant|dwarf|star\b|type|spectral|\(|,? and K|[-–]\s?[KMG]\d|stars?\b)/,
      onlyBefore: follows(
        `${observed}|campaign|field \\d|mission|light|target|C\\d|era|long|short|asteros|engineering|photo|concept|planet|exoplanet|cand|transit|time|fov|\\(?kepler|super`,
      ),
      onlyAfter: /(?:Kepler(?:['’]s)?[\s/-]+|re-?purposed\s+|mission,?\s+|campaign\s+\w+ of\s+(?:the )?)(?:\()?$/i,
    },
  ],
  Swift: [
    {
      word: "Swift",
      notAfter: /(?:^|[.?!:]\s+|Jonathan|Taylor|Lewis|Gould|J\.)\s*$/,
      notBefore: follows(`${year}|tuttle|gehrels|hohenberg|evolution|coalescence|response|accretion|transition`),
    },
    {
      word: "Swift",
      onlyBefore: either(
        /^(?:['’]s)?[\s/~-]*(?:GRB|gamma|XRT|BAT|UVOT|X-ray|burst|satellite|mission|observ|data|follow|monitor|detect|J\d|spacecraft|telescope|ultraviolet|UV|light|and XMM|era|sample|discover|spectr|trigger|localiz|catalog|and\/or|continu|has\b|was\b|is\b|will\b|can\b|provid|launch|measure|supergiant|and optical|and X-ray)/i,
        siblingAfter,
      ),
    },
  ],
  Planck: [
    {
      word: "Planck",
      notAfter:
        /(?<![A-Za-z])(?:Max|Max-|Fokker|M_?\{?|m_?\{?|l_?\{?|\\rm|\\mathrm\{|sub|trans|super|Einstein|Kramers|Vlasov|Boltzmann|Nernst|reduced|below the|above the|diluted|modified|Wien)[\s–-]*$/i,
      notBefore: follows(
        `${year}|ian|(?:reduced )?mass(?:es)?\\b|scales?\\b|scale-|length|time\\b|times\\b|energ|const|units?\\b|epoch|era\\b|law|function|distrib|densit|suppress|brane|area|volume|cell|curve|spectrum\\b|black|radiation|formula|stars?\\b|remnant|insti|society|regime|physics|cut-?off|mean|factor|tension|action|relic|oscill|moment|interval|order|opacit|equation|four|force|temperatures?\\b(?! (?:and|map|data|aniso|power|TT|pol))|fluid|size|domain|level|limit|values?\\b|theor|kinetic|weak|bound|hypoth|(?:gravity )?domain|coupled|scaling|collapse|and (?:GUT|electroweak|string|Hubble scale)|luminos|field theory|\\}`,
      ),
    },
  ],
  Gaia: [
    {
      word: "Gaia",
      notBefore: follows(`hypoth|theor(?!etical)|principle|sausage|enceladus|ESO|bottleneck|crust`),
    },
    { word: "GAIA" },
  ],
  Euclid: [
    { word: "Euclid", notBefore: follows(`${year}|ean|['’]s (?:elem|geom|ax|post)|algorithm|elements`) },
    { word: "EUCLID" },
  ],
  ISO: [
    {
      word: "ISO",
      onlyBefore: either(follows(`${observed}|CAM|PHOT|SWS|LWS|short|long|mid|far|infrared`), siblingAfter),
      onlyAfter: siblingBefore,
      notBefore: /^[\s-]*(?:\d|scale)/,
    },
  ],
  Athena: [{ word: "Athena" }, { word: "ATHENA" }].map((each) => ({
    ...each,
    notBefore: follows(`code|\\+\\+|MHD|simul|hydro|magneto|radiation`),
    onlyBefore: either(follows(`${observed}|X-ray|X-IFU|WFI|\\+`), siblingAfter),
    onlyAfter: /(?:ESA['’]s|future|planned|upcoming|mission|with|by) (?:X-ray )?(?:observatory |mission )?$/,
  })),
  Keck: [
    {
      word: "Keck",
      notBefore: follows(`${year}|array|foundation|institut|geology|northeast`),
      notAfter: /(?:BICEP\d?|W\. ?M\.)[\s/-]*(?:and\s+(?:the\s+)?)?$/i,
    },
    { word: "Keck", onlyAfter: /W\. ?M\.\s*$/, onlyBefore: /^\s+(?:Obs|obs|Tel|tel|10|I)/ },
  ],
  Subaru: [{ word: "Subaru", notBefore: follows(`${year}|cluster`) }],
  Gemini: [
    {
      word: "Gemini",
      notBefore: follows(`OB\\d|cloud|OB1|constell`),
      onlyBefore: either(
        /^(?:['’]s)?[\s/~-]*(?:observ|telescope|GMOS|GPI|NIFS|NICI|NIRI|GNIRS|GeMS|Multi|Planet|Deep|8|North|South|N\b|S\b|spectr|imag|near|data|program|AO|Flamingos|Phoenix|T-ReCS|Michelle|adaptive|GRACES|Flamingo|high|image|optical)/i,
        siblingAfter,
      ),
      onlyAfter: either(siblingBefore, /(?:with|on|using) (?:the )?$/),
    },
  ],
  Magellan: [
    {
      word: "Magellan",
      notBefore: follows(`spacecraft|radar|mission|ic\\b|SAR|imagery`),
      onlyBefore: either(
        /^(?:['’]s)?[\s/~-]*(?:I\b|II\b|observ|telescope|Clay|Baade|Inamori|Planet|IMACS|MIKE|LDSS|FIRE|PANIC|MagE|6|AO|adaptive|spectr|imag|M2FS|Echell|Instant|FourStar)/i,
        siblingAfter,
      ),
      onlyAfter: siblingBefore,
    },
  ],
  Virgo: [
    {
      word: "Virgo",
      onlyBefore: follows(`detector|interferom|collab|science run|observatories|gravitational|(?:and )?LIGO`),
      onlyAfter:
        /LIGO(?: Scientific Collaboration)?(?:,| and|,? and (?:the )?(?:Advanced )?|\/|-| ?& ?)\s*(?:the |advanced )?$/i,
    },
  ],
  SMA: [
    {
      word: "SMA",
      notAfter: /(?:axis|axes)[^.]{0,20}$/i,
      onlyBefore: follows(`${observed}|obs|interf|and|\\)|,|continuum|high|sub|CO|860|870|1\\.3|dust|result|array`),
    },
  ],
  ACT: [{ word: "ACT", notBefore: follows(`-I|as\\b|on\\b`) }],
  AGILE: [{ word: "AGILE" }],
  PLATO: [{ word: "PLATO" }],
  MAXI: [{ word: "MAXI" }],
  Yohkoh: [{ word: "Yohkoh" }],
  ANTARES: [{ word: "ANTARES" }],
  Pamela: [{ word: "PAMELA" }],
  Cassini: [
    {
      word: "Cassini",
      notAfter: /(?:Giovanni|Jacques|Domenico|J\.|D\.)\s+$/,
      notBefore: follows(`${year}|division|state|oval|law|regio|gap|plasma limit`),
    },
  ],
  Voyager: [{ word: "Voyager", notBefore: follows(`${year}|telescope`) }, { word: "Voyagers" }],
  Rosetta: [{ word: "Rosetta", notBefore: follows(`stone|ston|code|${year}|neb`) }],
  NewHorizons: [{ word: "New Horizons", notBefore: follows(`in\\b|for\\b|of\\b`) }],
  Dawn: [
    {
      word: "Dawn",
      onlyBefore: follows(`${observed}|framing|vir\\b|['’]s (?:framing|obs|vis)|at (?:Vesta|Ceres)|gamma`),
      onlyAfter: /NASA['’]s\s+$/,
    },
  ],
};
