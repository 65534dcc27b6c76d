/** The entry of a run's self-contained report: see src/methods/zoobot/reportPage.ts. */

import { createRoot } from "react-dom/client";
import type { ReportData } from "../src/methods/zoobot/reportPage.ts";
import { RunReport } from "./src/run/RunReport.tsx";
import style from "./src/style.css?inline";

const data: ReportData = JSON.parse(document.getElementById("data")?.textContent ?? "null");
document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
const root = document.getElementById("report");
if (root) createRoot(root).render(<RunReport data={data} />);
