import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readVoTables } from "./readVoTable.ts";
import { voTable } from "./voTable.ts";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/voTable/${name}`, import.meta.url));
const read = (text: string) => readVoTables(Buffer.from(text), "t.vot");
const valuesOf = (bytes: Uint8Array) =>
  Object.fromEntries((readVoTables(bytes, "t.vot")[0]?.columns ?? []).map(({ name, values }) => [name, values]));

function written(fields: string, rows: string): string {
  return `<VOTABLE><RESOURCE><TABLE name="t">${fields}<DATA><TABLEDATA>${rows}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;
}

describe("reads what astropy serialised (fixtures/voTable/make.py)", () => {
  test.each(["tabledata.vot", "binary.vot", "binary2.vot"])("%s", (name) => {
    const found = valuesOf(fixture(name));
    const texts = (column: string) => found[column]?.map((value) => (value === null ? null : String(value)));
    expect(texts("id_str")).toEqual(["587722984435351614", "a<b & c", "ngc 1"]);
    expect(texts("survey")).toEqual(["é ring", null, "β"]);
    expect(texts("source_id")).toEqual(["9007199254740993", "-1", null]);
    expect(texts("count")).toEqual(["7", null, "-3"]);
    expect(texts("flag")).toEqual(["3", "255", "0"]);
    expect(texts("short")).toEqual(["-5", "300", "0"]);
    expect(found.ra?.map(Number)).toEqual([150.125, 359.99999999999994, 0]);
    expect(found.magnitude?.map((value) => (value === null ? null : Number(value)))).toEqual([17.5, null, -0.25]);
    expect(texts("isolated")).toEqual(["1", "0", "1"]);
  });
});

test("reads back whatever is written, as text with every digit", () => {
  const number = fc.option(fc.double({ noNaN: true }), { nil: null });
  // Of what XML can hold: a lone half of a pair and most control characters are written as another letter.
  const text = fc.option(fc.string({ unit: "grapheme-composite", minLength: 1 }), { nil: null });
  fc.assert(
    fc.property(fc.array(fc.tuple(number, text), { maxLength: 20 }), (rows) => {
      const bytes = Buffer.concat(
        voTable("t", [
          { name: "x", type: "float64", values: rows.map(([x]) => x) },
          { name: "note & name", type: "string", values: rows.map(([, words]) => words) },
        ]),
      );
      const found = valuesOf(bytes);
      expect(found.x?.map((value) => (value === null ? null : Number(value)))).toEqual(
        rows.map(([x]) => (x === 0 ? 0 : x)),
      );
      const plain = (words: string | null) => words?.replace(/\r\n?/g, "\n") ?? null;
      expect(found["note & name"]).toEqual(rows.map(([, words]) => plain(words)));
    }),
    { numRuns: 100 },
  );
});

test("takes what services write: a prefix, text without a length, hexadecimal, truths, infinity, a null of the field's own", () => {
  const fields =
    '<vot:FIELD name="name" datatype="char"/><vot:FIELD name="bits" datatype="int"/>' +
    '<vot:FIELD name="z" datatype="float"><vot:VALUES null="-99.0"/></vot:FIELD>' +
    '<vot:FIELD name="isAlone" datatype="boolean"/><vot:FIELD name="far" datatype="double"/>';
  const cells = ["NGC 1300", "0x1F", "-99.0", "T", "-Inf"].map((cell) => `<vot:TD>${cell}</vot:TD>`).join("");
  const rows = `<vot:TR>${cells}</vot:TR><vot:TR>${cells.replace(">T<", ">?<")}</vot:TR>`;
  const text = `<?xml version="1.0"?><vot:VOTABLE xmlns:vot="http://www.ivoa.net/xml/VOTable/v1.3"><vot:RESOURCE><vot:TABLE>${fields}<vot:DATA><vot:TABLEDATA>${rows}</vot:TABLEDATA></vot:DATA></vot:TABLE></vot:RESOURCE></vot:VOTABLE>`;
  expect(valuesOf(Buffer.from(text))).toEqual({
    name: ["NGC 1300", "NGC 1300"],
    bits: ["31", "31"],
    z: [null, null],
    isAlone: [true, null],
    far: ["-Infinity", "-Infinity"],
  });
});

test("a row with a cell too few is told by its number, and the others are read", () => {
  const fields = '<FIELD name="a" datatype="int"/><FIELD name="b" datatype="int"/>';
  const [table] = read(written(fields, "<TR><TD>1</TD><TD>2</TD></TR><TR><TD>3</TD></TR><TR><TD>5</TD><TD/></TR>"));
  expect(table).toMatchObject({ rows: 2, wrong: [{ row: 2, cells: 1 }], places: [1, 3] });
  expect(table?.columns.map(({ values }) => values)).toEqual([
    ["1", "5"],
    ["2", null],
  ]);
});

describe("refuses in a line", () => {
  const field = '<FIELD name="a" datatype="int"/>';
  const stream = (attributes: string, data: string) =>
    `<VOTABLE><RESOURCE><TABLE>${field}<DATA><BINARY><STREAM ${attributes}>${data}</STREAM></BINARY></DATA></TABLE></RESOURCE></VOTABLE>`;
  test.each([
    ["what is no VOTable", "<html><body/></html>", "it begins with <html>, not with <VOTABLE>"],
    ["what is no XML", "id,ra\n1,2", "cannot be read as a VOTable"],
    ["a file that is cut off", written(field, "<TR><TD>1</TD></TR>").slice(0, -30), "cannot be read as a VOTable"],
    [
      "entities that would grow",
      `<!DOCTYPE v [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${written(field, "<TR><TD>&b;</TD></TR>")}`,
      "undefined entity",
    ],
    [
      "a service's failure, in its words",
      '<VOTABLE><RESOURCE><INFO name="QUERY_STATUS" value="ERROR">no such column: rra</INFO></RESOURCE></VOTABLE>',
      "the service answered that it failed: no such column: rra",
    ],
    [
      "lists",
      written('<FIELD name="a" datatype="float" arraysize="3"/>', "<TR><TD>1 2 3</TD></TR>"),
      'column "a" holds lists (arraysize 3)',
    ],
    ["rows that are elsewhere", stream('href="http://localhost/rows" encoding="base64"', ""), "its rows are elsewhere"],
    [
      "a row that is cut off",
      stream('encoding="base64"', Buffer.from([0, 0, 0, 1, 0]).toString("base64")),
      "row 2 is cut off",
    ],
    ["a table without columns", "<VOTABLE><RESOURCE/></VOTABLE>", "it holds no table with columns"],
  ])("%s", (_, text, said) => {
    expect(() => read(text)).toThrow(said);
  });
});
