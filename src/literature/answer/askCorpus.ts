/** For tests: papers, made up, that speak of bars in galaxies. */

const facts = [
  "We find that bars in massive disc galaxies grow longer by 12 per cent per Gyr.",
  "Bars are found in 45% of the spiral galaxies of Galaxy Zoo at z = 0.7.",
  "Strong bars do not form in galaxies with thick discs.",
  "Our simulations show that bars slow down by dynamical friction from the dark halo.",
  "Gas-rich galaxies host shorter bars with lengths of 3.5 kpc.",
  "Bars in galaxies drive gas inward, which increases the central star formation rate.",
  "The ALMA data of NGC 1300 reveal that the bar feeds its nucleus with 0.4 M_sun per year.",
  "Lenticular galaxies have older bars than late-type spiral galaxies.",
  "We measure a pattern speed of 35 km/s/kpc for the bar of NGC 4314.",
  "Bars confirm that the inner discs of galaxies are baryon dominated.",
  "Buckling makes bars of galaxies thicker after 2 Gyr.",
  "The fraction of barred galaxies decreases with redshift in COSMOS.",
];

export const barCorpus = facts.map((fact, i) => ({
  id: `20${String(10 + i)}.0${String(100 + i)}`,
  title: `Bars in galaxies, study ${i + 1}`,
  abstract: `Bars are common features of disc galaxies. ${fact} More work on how bars form in galaxies is needed.`,
  authors: [`Author${i}, A.`, "Common, B."],
  year: 2010 + i,
  categories: ["astro-ph.GA"],
}));
export const barQuestion = "How do bars form and grow in disc galaxies?";
