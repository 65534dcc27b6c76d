/** Names of measures for people: "balancedAccuracy" as "balanced accuracy". */
export function spelled(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
