/** LanceDB, loaded when first needed and kept quiet. */

import type { Session } from "@lancedb/lancedb";

/** 0.6 s to load: not for a command that only prints its help. */
export async function lance(): Promise<typeof import("@lancedb/lancedb")> {
  // Read by the native library as it loads. It warns of every column it has to cast, thousands of lines an import.
  process.env.RUST_LOG ??= "off";
  process.env.LANCE_LOG ??= "off";
  process.env.LANCEDB_LOG ??= "off";
  return import("@lancedb/lancedb");
}

let session: Session | undefined;

/**
 * What is read of indices and of tables' descriptions is kept for every survey of the process: a server opens a survey for
 * each request, and would read its index each time.
 */
export async function lanceSession(): Promise<Session> {
  const { Session } = await lance();
  session ??= new Session();
  return session;
}

/**
 * A column's name inside LanceDB, which refuses dots and trips over quotes, backquotes and colons in expressions.
 * Letters, digits, `_` and `-` stay as they are; other bytes become `%2E` and the like.
 */
export function storedName(column: string): string {
  let stored = "";
  for (const byte of Buffer.from(column)) {
    const character = String.fromCharCode(byte);
    stored += /[A-Za-z0-9_-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return stored;
}

/** The reverse of `storedName`. */
export function columnName(stored: string): string {
  return decodeURIComponent(stored);
}

/** A column in a LanceDB expression. Backquotes keep upper and lower case apart. */
export function columnSql(column: string): string {
  return `\`${storedName(column)}\``;
}

export function textSql(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
