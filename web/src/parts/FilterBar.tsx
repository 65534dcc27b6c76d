/** Filters and order of a survey's grid; the address holds them. */

import { type ReactNode, useState } from "react";
import type { Filter, FilterColumn } from "../../../src/survey/galaxies.ts";

interface Props {
  columns: readonly FilterColumn[];
  filters: readonly Filter[];
  /** Left out where there is no order to choose. */
  order?: string;
  /** What else narrows the selection, as list items. */
  others?: ReactNode;
  change: (filters: readonly Filter[], order: string) => void;
}

export function FilterBar({ columns, filters, order, others, change }: Props) {
  const [column, setColumn] = useState(columns[0]?.name ?? "");
  const chosen = columns.find(({ name }) => name === column);
  return (
    <div className="filters">
      <ul aria-label="Filters">
        {filters.map((filter, i) => (
          <li key={`${filter.column}${filter.operator}${filter.value}`}>
            {filter.column} {filter.operator} {filter.value}
            <button
              type="button"
              className="quiet"
              aria-label={`Remove the filter ${filter.column} ${filter.operator} ${filter.value}`}
              onClick={() =>
                change(
                  filters.filter((_, other) => other !== i),
                  order ?? "",
                )
              }
            >
              ×
            </button>
          </li>
        ))}
        {others}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const entries = new FormData(event.currentTarget);
          const value = String(entries.get("value") ?? "").trim();
          if (value === "") return;
          const operator = String(entries.get("operator")) as Filter["operator"];
          change([...filters, { column, operator, value }], order ?? "");
        }}
      >
        <label>
          Filter
          <select value={column} onChange={(event) => setColumn(event.target.value)}>
            {columns.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <select aria-label="how it is compared" name="operator" key={`${column} operator`}>
          {(chosen?.kind === "number" ? [">=", "<=", "=", "!="] : ["=", "!=", "contains"]).map((operator) => (
            <option key={operator}>{operator}</option>
          ))}
        </select>
        {chosen?.values ? (
          <select aria-label="value" name="value" key={`${column} value`}>
            {chosen.values.map((value) => (
              <option key={value}>{value}</option>
            ))}
          </select>
        ) : (
          <input
            aria-label="value"
            name="value"
            size={8}
            inputMode={chosen?.kind === "number" ? "decimal" : undefined}
            autoComplete="off"
          />
        )}
        <button type="submit">Add</button>
      </form>
      {order !== undefined && (
        <label>
          Order
          <select value={order} onChange={(event) => change(filters, event.target.value)}>
            <option value="">id</option>
            {columns.flatMap(({ name, kind }) => [
              <option key={name} value={name}>
                {kind === "number" ? "lowest first: " : ""}
                {name}
              </option>,
              ...(kind === "number"
                ? [
                    <option key={`-${name}`} value={`-${name}`}>
                      highest first: {name}
                    </option>,
                  ]
                : []),
            ])}
          </select>
        </label>
      )}
    </div>
  );
}
