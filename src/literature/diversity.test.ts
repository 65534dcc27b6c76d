import { describe, expect, test } from "vitest";
import { searchLike } from "./likePapers.ts";
import { search } from "./search.ts";
import { smallLibrary } from "./smallCorpus.ts";

/** Two topics, the first of which fills the head of the list with near copies. */
const papers = Array.from({ length: 12 }, (_, i) => ({
  id: `1501.000${String(i).padStart(2, "0")}`,
  title:
    i < 8
      ? `Bars of spiral galaxies in simulations ${"again ".repeat(i % 3)}`
      : `Spiral bars seen through molecular gas ${"xyz"[i % 3]}`,
  abstract: i < 8 ? "Bars form in discs of simulated galaxies." : "Carbon monoxide traces the flow of molecular gas.",
  authors: [`Author${i}, A.`],
  year: 2015,
  categories: ["astro-ph.GA"],
}));
const { library } = await smallLibrary(papers);
const isGas = (id: string) => Number(id.slice(-2)) >= 8;

describe("diversity", () => {
  const found = async (diversity: number) =>
    (await search(library, "bars of spiral galaxies", { limit: 4, diversity })).hits.map(({ id }) => id);

  test("brings another topic into the first answers, and keeps the first", async () => {
    const [plain, diverse] = [await found(0), await found(0.5)];
    expect(plain.filter(isGas)).toEqual([]);
    expect(diverse.filter(isGas).length).toBeGreaterThan(0);
    expect(diverse[0]).toBe(plain[0]);
    expect(new Set(diverse).size).toBe(4);
  });
});

test("what two papers lead to lies near to both of them", async () => {
  const middle = {
    id: "1601.00001",
    title: "Bars of galaxies and their molecular gas",
    abstract: "Bars in discs of galaxies drive a flow of molecular gas traced by carbon monoxide.",
  };
  const { library: wider } = await smallLibrary([...papers, middle]);
  const { hits } = await searchLike(wider, ["1501.00000", "1501.00008"], { limit: 3 });
  expect(hits[0]?.id).toBe("1601.00001");
});
