/** The facilities that come with Almagest: the best known ones, and the ways authors write them. */

import { bareNames } from "./bareNames.ts";
import type { BareName, Facility } from "./facility.ts";

/** Keyword | name | other ways to write it, by semicolons. A bar `*` at the end: planets are named after it. */
const table = `
HST | Hubble Space Telescope | Hubble Deep Field; Hubble Deep Fields; Hubble Ultra Deep Field; Hubble Ultradeep Field; Hubble Frontier Fields; Hubble Legacy Archive; HUDF; WFPC2; WFC3; NICMOS; WFPC; HDF-N; HDF-S
JWST | James Webb Space Telescope | JWST; NIRSpec; NIRCam; Next Generation Space Telescope
CXO | Chandra X-ray Observatory | CXO; ACIS-S; ACIS-I
XMM | XMM-Newton | XMM; XMM-Newton; X-ray Multi-Mirror Mission
Spitzer | Spitzer Space Telescope | SIRTF; IRAC
Herschel | Herschel Space Observatory | HerMES; Hi-GAL
Fermi | Fermi Gamma-ray Space Telescope | Fermi-LAT; GLAST; Fermi LAT; Fermi GBM
Kepler | Kepler | Kepler space telescope; Kepler satellite *
K2 | K2 | *
TESS | Transiting Exoplanet Survey Satellite | TESS
Swift | Neil Gehrels Swift Observatory | Swift-XRT; Swift-BAT; Swift XRT; Swift BAT; Swift UVOT; UVOT
Planck | Planck |
WMAP | Wilkinson Microwave Anisotropy Probe | WMAP; MAP satellite
COBE | Cosmic Background Explorer | COBE; FIRAS
Gaia | Gaia |
HIPPARCOS | Hipparcos | HIPPARCOS; Hipparchos
GALEX | Galaxy Evolution Explorer | GALEX
WISE | Wide-field Infrared Survey Explorer | WISE; NEOWISE; AllWISE; ALLWISE
IRAS | Infrared Astronomical Satellite | IRAS
AKARI | AKARI | Akari; ASTRO-F
ISO | Infrared Space Observatory | ISOCAM; ISOPHOT; ELAIS
ROSAT | ROSAT | RASS; Roentgen Satellite
ASCA | ASCA | Advanced Satellite for Cosmology and Astrophysics
BeppoSAX | BeppoSAX | Beppo-SAX
Einstein | Einstein Observatory | Einstein satellite; Einstein X-ray Observatory; HEAO-2; Einstein IPC
RXTE | Rossi X-ray Timing Explorer | RXTE
INTEGRAL | INTEGRAL | INTErnational Gamma-Ray Astrophysics Laboratory; International Gamma-Ray Astrophysics Laboratory
NuSTAR | Nuclear Spectroscopic Telescope Array | NuSTAR; NuStar
Suzaku | Suzaku | ASTRO-E2
Hitomi | Hitomi | ASTRO-H
eROSITA | eROSITA | eRosita
MAXI | Monitor of All-sky X-ray Image | MAXI
CGRO | Compton Gamma Ray Observatory | CGRO; BATSE; COMPTEL; Compton Observatory
AGILE | AGILE |
IUE | International Ultraviolet Explorer | IUE
FUSE | Far Ultraviolet Spectroscopic Explorer | FUSE
EUVE | Extreme Ultraviolet Explorer | EUVE
CoRoT | CoRoT | COROT; Corot *
MOST | Microvariability and Oscillations of Stars | MOST satellite; MOST space telescope
Euclid | Euclid |
WFIRST | Nancy Grace Roman Space Telescope | WFIRST; Roman Space Telescope; Wide-Field Infrared Survey Telescope
PLATO | PLATO | PLATO 2.0
LISA | Laser Interferometer Space Antenna | LISA; eLISA
Athena | Athena X-ray observatory |
SDSS | Sloan Digital Sky Survey | SDSS; SDSS-II; SDSS-III; SDSS-IV; BOSS; eBOSS; APOGEE; MaNGA; SEGUE; Sloan Survey
2MASS | Two Micron All Sky Survey | 2MASS; Two-Micron All-Sky Survey
UKIRT | United Kingdom Infrared Telescope | UKIRT; UKIDSS; WFCAM
CFHT | Canada-France-Hawaii Telescope | CFHT; CFHTLS; CFHTLenS; MegaCam
PS1 | Pan-STARRS | Pan-STARRS; Pan-STARRS1; PanSTARRS; PS1
DES | Dark Energy Survey | DES; DECam; Dark Energy Camera
DESI | Dark Energy Spectroscopic Instrument | DESI; BigBOSS
LSST | Vera C. Rubin Observatory | LSST; Large Synoptic Survey Telescope; Rubin Observatory
2dF | Two-degree Field | 2dF; 2dFGRS; 2QZ; 2dF Galaxy Redshift Survey; AAOmega; 6dF; 6dFGS
AAT | Anglo-Australian Telescope | AAT; Anglo-Australian Observatory
GAMA | Galaxy And Mass Assembly | GAMA
VISTA | Visible and Infrared Survey Telescope for Astronomy | VISTA; UltraVISTA; VIKING; VIRCAM
VST | VLT Survey Telescope | VST; OmegaCAM; KiDS; Kilo-Degree Survey
VLT | Very Large Telescope | VLT; VIMOS; X-shooter; SINFONI; NACO; FLAMES; VLT/UVES; FORS1; FORS2; MUSE; SPHERE/IRDIS; KMOS
VLTI | Very Large Telescope Interferometer | VLTI; AMBER/VLTI; VLTI/MIDI; VLTI/AMBER
ESO 3.6m | ESO 3.6-metre telescope | HARPS; ESO 3.6m telescope; ESO 3.6-m telescope
NTT | New Technology Telescope | NTT; EFOSC2
ELT | Extremely Large Telescope | E-ELT; European ELT; European Extremely Large Telescope
TMT | Thirty Meter Telescope | TMT
GMT | Giant Magellan Telescope | GMT
Keck | W. M. Keck Observatory | DEIMOS; HIRES; NIRC2; Keck Observatory; Keck Telescope; Keck Telescopes; Keck I; Keck II; OSIRIS
Subaru | Subaru Telescope | Suprime-Cam; HSC; Hyper Suprime-Cam; HiCIAO
Gemini | Gemini Observatory | GMOS; Gemini North; Gemini South; Gemini Planet Imager; GNIRS
Magellan | Magellan Telescopes | Magellan telescopes; LDSS3; IMACS
LBT | Large Binocular Telescope | LBT; LBTI
GTC | Gran Telescopio Canarias | GTC; GranTeCan; OSIRIS/GTC
SALT | Southern African Large Telescope | SALT
HET | Hobby-Eberly Telescope | HET; HETDEX
MMT | MMT Observatory | MMT; Hectospec; Multiple Mirror Telescope
WHT | William Herschel Telescope | WHT
WIYN | WIYN | WIYN telescope
Hale | Hale 200-inch telescope | Palomar 200-inch; Hale Telescope; Palomar 5m; Hale 5m
POSS | Palomar Observatory Sky Survey | POSS; POSS-II; DPOSS
PTF | Palomar Transient Factory | PTF; iPTF; intermediate Palomar Transient Factory
ZTF | Zwicky Transient Facility | ZTF
CRTS | Catalina Real-time Transient Survey | CRTS; Catalina Sky Survey; Catalina Surveys
ASAS | All Sky Automated Survey | ASAS; ASAS-SN; ASASSN; All-Sky Automated Survey for Supernovae
OGLE | Optical Gravitational Lensing Experiment | OGLE; OGLE-II; OGLE-III; OGLE-IV
MACHO | MACHO project | MACHO Project; MACHO collaboration; MACHO survey; MACHO database
LAMOST | LAMOST | Guoshoujing Telescope; Large Sky Area Multi-Object Fiber Spectroscopic Telescope
RAVE | Radial Velocity Experiment | RAVE
WASP | Wide Angle Search for Planets | SuperWASP; WASP; WASP-South *
HATNet | HATNet | HATSouth; HAT-South; HATNet; HATS *
KELT | Kilodegree Extremely Little Telescope | KELT; KELT-North; KELT-South *
LCOGT | Las Cumbres Observatory | LCOGT; Las Cumbres Observatory Global Telescope
CHARA | CHARA | CHARA Array; CHARA array
SOFIA | Stratospheric Observatory for Infrared Astronomy | SOFIA; FORCAST
ALMA | Atacama Large Millimeter/submillimeter Array | ALMA; Atacama Large Millimeter Array; Atacama Large Millimeter and submillimeter Array; Atacama Large Millimeter and Submillimeter Array; Atacama Large (sub)millimeter Array; Atacama Large (sub-)millimeter Array; Atacama Large Millimeter Submillimeter Array
APEX | Atacama Pathfinder Experiment | APEX; LABOCA
JCMT | James Clerk Maxwell Telescope | JCMT; SCUBA; SCUBA-2
CSO | Caltech Submillimeter Observatory | CSO; Bolocam
SMA | Submillimeter Array | Sub-millimeter Array
CARMA | Combined Array for Research in Millimeter-wave Astronomy | CARMA; Combined Array for Research in Millimeter Astronomy
IRAM:30m | IRAM 30m telescope | IRAM 30m; IRAM 30-m; IRAM 30 m; IRAM-30m; Pico Veleta
IRAM:PdBI | Plateau de Bure Interferometer | PdBI; PdB interferometer; NOEMA; Plateau de Bure; Northern Extended Millimeter Array; IRAM PdB
NRO | Nobeyama Radio Observatory | Nobeyama 45m; Nobeyama 45-m; Nobeyama 45 m; Nobeyama Millimeter Array
SPT | South Pole Telescope | SPT; SPTpol; SPT-SZ
ACT | Atacama Cosmology Telescope | ACTPol
BICEP | BICEP/Keck Array | BICEP2; BICEP1; BICEP; BICEP3; Keck Array; BICEP/Keck
VLA | Karl G. Jansky Very Large Array | VLA; JVLA; EVLA; Very Large Array; NVSS; NRAO VLA Sky Survey; Jansky VLA
VLBA | Very Long Baseline Array | VLBA; MOJAVE
EVN | European VLBI Network | EVN
EHT | Event Horizon Telescope | EHT
GBT | Green Bank Telescope | GBT
Arecibo | Arecibo Observatory | Arecibo; ALFALFA
Parkes | Parkes radio telescope | Parkes; HIPASS
Effelsberg | Effelsberg 100-m telescope | Effelsberg
ATCA | Australia Telescope Compact Array | ATCA
ASKAP | Australian Square Kilometre Array Pathfinder | ASKAP
MWA | Murchison Widefield Array | MWA
GMRT | Giant Metrewave Radio Telescope | GMRT; TGSS; uGMRT
LOFAR | Low-Frequency Array | LOFAR; LOw Frequency ARray; Low Frequency Array
MeerKAT | MeerKAT | KAT-7
SKA | Square Kilometre Array | SKA; SKA1; Square Kilometer Array
WSRT | Westerbork Synthesis Radio Telescope | WSRT; Westerbork; THINGS; APERTIF; Apertif
MERLIN | Multi-Element Radio Linked Interferometer Network | MERLIN; e-MERLIN
LIGO | Laser Interferometer Gravitational-Wave Observatory | LIGO; Advanced LIGO; aLIGO
Virgo | Virgo interferometer | Advanced Virgo; Virgo detector; VIRGO detector; LIGO-Virgo; LIGO/Virgo
IceCube | IceCube Neutrino Observatory | IceCube
ANTARES | ANTARES neutrino telescope | ANTARES
Auger | Pierre Auger Observatory | Auger Observatory; Pierre Auger Collaboration; Auger Collaboration
HESS | High Energy Stereoscopic System | H.E.S.S.; HESS; H.E.S.S
MAGIC | MAGIC telescopes | MAGIC; Major Atmospheric Gamma-ray Imaging Cherenkov
VERITAS | VERITAS | Very Energetic Radiation Imaging Telescope Array System
CTA | Cherenkov Telescope Array | CTA
HAWC | High Altitude Water Cherenkov Observatory | HAWC
Pamela | PAMELA | PAMELA satellite
AMS | Alpha Magnetic Spectrometer | AMS-02
SOHO | Solar and Heliospheric Observatory | SOHO; SoHO; MDI/SOHO; SOHO/MDI; SOHO/LASCO
SDO | Solar Dynamics Observatory | SDO; SDO/AIA; SDO/HMI; Atmospheric Imaging Assembly; Helioseismic and Magnetic Imager
Hinode | Hinode | Solar-B
STEREO | Solar Terrestrial Relations Observatory | STEREO
TRACE | Transition Region and Coronal Explorer | TRACE
RHESSI | Reuven Ramaty High Energy Solar Spectroscopic Imager | RHESSI
Yohkoh | Yohkoh |
Cassini | Cassini spacecraft | Cassini-Huygens
Voyager | Voyager spacecraft | Voyager 1; Voyager 2
Rosetta | Rosetta spacecraft |
NewHorizons | New Horizons spacecraft |
Dawn | Dawn spacecraft |
`;

export const shippedFacilities: readonly Facility[] = table
  .trim()
  .split("\n")
  .map((line) => {
    const [keyword = "", name = "", rest = ""] = line.split("|").map((part) => part.trim());
    const written = rest
      .replace(/\*$/, "")
      .split(";")
      .map((alias) => alias.trim());
    const bare = bareNames[keyword]?.flatMap((each) => [each, ...capitals(each)]);
    // A name of one word is an alias by itself unless it also means something else.
    const own = bare?.some(({ word }) => word === name) ? [] : [name];
    return {
      name,
      keyword,
      aliases: [...own, ...written].filter((alias) => alias !== ""),
      ...(bare ? { bare } : {}),
      ...(rest.endsWith("*") ? { namesPlanets: true } : {}),
    };
  });

/** "PLANCK", as some write missions' names: told apart as "Planck" is. */
function capitals(bare: BareName): BareName[] {
  const word = bare.word.toUpperCase();
  return word === bare.word ? [] : [{ ...bare, word }];
}
