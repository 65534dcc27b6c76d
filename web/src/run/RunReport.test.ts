import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { ReportData } from "../../../src/methods/zoobot/reportPage.ts";
import { RunReport } from "./RunReport.tsx";

const card: ReportData["card"] = {
  format: 1,
  id: "radio-7dk2qa",
  survey: "radio",
  method: "bayesian",
  status: "finished",
  createdAt: "2026-11-24T12:00:00.000Z",
  configuration: {},
  task: { kind: "labels", column: "class", classes: ["FRI", "FRII"] },
};

function shown(more: Partial<ReportData["card"]>): string {
  const data = { card: { ...card, ...more }, metrics: [], heldOut: undefined };
  return renderToStaticMarkup(createElement(RunReport, { data }));
}

test("a run's page has every measure of its card", () => {
  const summary = { accuracy: 0.81, uncertaintyCalibrationError: 0.2329, brierScore: 0.1346, labels: 688 };
  const page = shown({ summary });
  for (const [name, value] of [
    ["accuracy", "0.8100"],
    ["uncertainty calibration error", "0.2329"],
    ["brier score", "0.1346"],
    ["labels", "688"],
  ])
    expect(page).toContain(`<dt>${name}</dt><dd>${value}</dd>`);
  expect(shown({ summary: {} })).not.toContain("What it reached");
});

test("a finished run whose predictions are worth nothing says so", () => {
  const page = shown({ remark: "The run's predictions are worth nothing. Train longer" });
  expect(page).toContain("predictions are worth nothing. Train longer.");
  expect(shown({})).not.toContain("Remark");
});
