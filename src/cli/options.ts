/** Options as a person writes them, made into values; and the options every command has. */

import { type Command, InvalidArgumentError, Option } from "commander";
import { devices } from "../tensor/device.ts";

/** The options of `almagest` itself, which may stand before or after the command's name. */
export interface GlobalOptions {
  workspace?: string;
  json: boolean;
  quiet: boolean;
}

/** @param command the last argument of a commander action */
export function globalOptions(command: Command): GlobalOptions {
  const { workspace, json = false, quiet = false } = command.optsWithGlobals();
  return { workspace, json, quiet };
}

/** Of every command that computes a network. @param otherwise what is taken where it is left out */
export function deviceOption(otherwise = "cpu"): Option {
  return new Option("--device <name>", `where the network is computed (default: ${otherwise})`).choices(devices);
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("it must be a whole number, such as 10.");
  return Number(text);
}

/** A whole number from `least` to `most`. */
export function numberFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`it must be a whole number from ${least} to ${most}.`);
    return value;
  };
}

/** Above 0, up to 1. */
export function positiveShare(text: string): number {
  const value = share(text);
  if (value === 0) throw new InvalidArgumentError("it must be more than 0, up to 1.");
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError("it must be a number greater than 0.");
  return value;
}

export function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError("it must be a number, 0 or greater.");
  return value;
}

/** 0 to 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError("it must be a number from 0 to 1.");
  return value;
}

/** Between 0 and 1, neither of them. */
export function betweenShare(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value < 1))
    throw new InvalidArgumentError("it must be a number between 0 and 1, such as 0.9.");
  return value;
}

/** `a,b,c`; spaces around the commas do not count. */
export function commaList(text: string): string[] {
  const items = text.split(",").map((item) => item.trim());
  if (items.some((item) => item === "")) throw new InvalidArgumentError("it must be a list such as a,b,c.");
  return items;
}

/** For an option that may be given several times. */
export function repeatable<T>(parse: (text: string) => T): (text: string, before: T[] | undefined) => T[] {
  return (text, before) => [...(before ?? []), parse(text)];
}
