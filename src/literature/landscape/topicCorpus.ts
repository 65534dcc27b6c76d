/** For tests: made-up papers of six topics, of which one grows from year to year and one shrinks. */

import { randomStream } from "../../random.ts";

const topics = [
  {
    name: "galaxy bars",
    words: "barred galaxies secular evolution bar pattern speed disc buckling bulge resonance orbits",
  },
  {
    name: "dust sublimation",
    words: "dust sublimation torus active nucleus infrared reverberation interferometry grains radius",
  },
  {
    name: "hot Jupiters",
    words: "transiting exoplanet hot Jupiter atmosphere transmission spectrum radial velocity host star orbit",
  },
  {
    name: "gamma-ray bursts",
    words: "gamma-ray burst afterglow prompt emission jet fireball redshift Swift light curve",
  },
  {
    name: "weak lensing",
    words: "weak lensing cosmic shear power spectrum dark energy survey ellipticity tomography matter",
  },
  {
    name: "solar flares",
    words: "solar flare active region corona magnetic reconnection loops plasma ultraviolet ejection",
  },
];

/** @returns papers, one of each topic by turns; topic 2 only in the later years, topic 3 only in the earlier ones */
export function topicCorpus(count: number) {
  const stream = randomStream(7, "topics");
  return Array.from({ length: count }, (_, i) => {
    const { name, words } = topics[i % topics.length] as (typeof topics)[number];
    const all = words.split(" ");
    const some = (size: number) => Array.from({ length: size }, () => all[stream.below(all.length)]).join(" ");
    const part = Math.floor((10 * i) / count);
    const topic = i % topics.length;
    const year = 2000 + (topic === 2 ? 10 + (part % 10) : topic === 3 ? part : 2 * part);
    return {
      id: `2001.${String(i).padStart(5, "0")}`,
      title: `On ${name}: ${some(3)} ${i}`,
      abstract: `We study ${name}. ${some(14)}. We find ${some(12)} of ${name}. ${some(10)}.`,
      authors: [`Author${i}, A.`],
      year,
    };
  });
}
