/** How other languages say no: words that deny, by language, so that a translation can be held to deny as much as what it translates. */

interface Denying {
  /** Codes and names of the language. */
  names: string;
  /** Words, or parts of them where the language has no blanks between words. */
  denying: string;
  /** Has some of `denying` and denies nothing. */
  harmless?: string;
}

const languages: readonly Denying[] = [
  {
    names: "en english",
    denying:
      "not|no|never|neither|nor|none|nothing|without|cannot|\\w+n['’]t|false\\w*|untrue|den(?:y|ies|ied)|wrong\\w*|contrary|unlikely|lacks?|absen\\w+|exclud\\w+|reject\\w*|rul(?:e|es|ed) out",
    harmless: "not only|no doubt",
  },
  {
    names: "es spanish español espanol castellano",
    denying:
      "no|ni|nunca|jamás|sin|ning[uú]n\\w*|nada|nadie|tampoco|fals[oa]s?|nieg\\w+|negar\\w*|desmient\\w+|mentira|contrari\\w+|carec\\w+|ausen\\w+|imposible|improbable|descart\\w+|exclu\\w+|rechaz\\w+|incorrect\\w+|equivocad\\w+|apenas",
    harmless: "no sólo|no solo|no solamente|sin duda|sin embargo|nada menos",
  },
  {
    names: "fr french français francais",
    denying:
      "ne|n['’](?=\\p{L})|non|sans|aucune?s?|jamais|ni|nulle?s?|personne|rien|pas|faux|fausses?|nien?t|dément\\w*|contraire\\w*|absen\\w+|impossible|improbable|exclu\\w*|rejet\\w+|manqu\\w+|incorrect\\w*|erroné\\w*|contest\\w+",
    harmless: "non seulement|sans doute|pas à pas",
  },
  {
    names: "de german deutsch",
    denying:
      "nicht|nichts|kein\\w*|nie|niemals|niemand|weder|noch nie|ohne|nein|falsch\\w*|unwahr\\w*|leugne\\w*|bestreite\\w*|verneine\\w*|gegenteil\\w*|unmöglich\\w*|unwahrscheinlich\\w*|ausgeschlossen\\w*|schließ\\w+|fehl\\w+|mangel\\w*|abwesen\\w+|widerleg\\w+|lehn\\w+|irrig\\w*|kaum",
    harmless: "nicht nur|nicht zuletzt|ohne zweifel",
  },
  {
    names: "it italian italiano",
    denying:
      "non|né|mai|senza|nessun\\w*|niente|nulla|neanche|nemmeno|fals[oaie]|neg(?:a|ano|are|ato)|smenti\\w+|contrari\\w+|assen\\w+|impossibil\\w+|improbabil\\w+|esclu\\w+|rifiut\\w+|respin\\w+|manc\\w+|errat\\w+|sbagliat\\w+|no",
    harmless: "non solo|non soltanto|senza dubbio",
  },
  {
    names: "pt portuguese português portugues",
    denying:
      "não|nem|nunca|jamais|sem|nenhum\\w*|nada|ninguém|tampouco|fals[oa]s?|neg(?:a|am|ar|ou)|desment\\w+|contrári\\w+|ausên\\w+|ausent\\w+|impossíve\\w+|improváve\\w+|descart\\w+|exclu\\w+|rejeit\\w+|carec\\w+|incorret\\w+|errad\\w+",
    harmless: "não só|não apenas|não somente|sem dúvida",
  },
  {
    names: "nl dutch nederlands",
    denying:
      "niet|niets|geen|nooit|niemand|noch|zonder|onjuist\\w*|onwaar|vals|ontken\\w+|tegendeel|onmogelijk\\w*|onwaarschijnlijk\\w*|uitgesloten|sluit\\w*|ontbre\\w+|afwezig\\w*|verwerp\\w*|weerleg\\w*|gebrek",
    harmless: "niet alleen|zonder twijfel",
  },
  {
    names: "pl polish polski",
    denying:
      "nie|ani|nigdy|bez|żad\\w+|nic|nikt|fałsz\\w*|nieprawd\\w*|zaprzecz\\w+|przeciw\\w+|brak\\w*|niemożliw\\w+|mało prawdopodobn\\w+|wyklucz\\w+|odrzuc\\w+|błędn\\w+",
    harmless: "nie tylko|bez wątpienia",
  },
  {
    names: "ru russian русский",
    denying:
      "не|нет|ни|нельзя|без|никогда|никак\\p{L}*|ничто|ничего|никто|неверн\\p{L}+|неправд\\p{L}*|ложь|ложн\\p{L}+|отрица\\p{L}+|опроверг\\p{L}+|противополож\\p{L}+|отсутств\\p{L}+|исключ\\p{L}+|отверг\\p{L}+|маловероятн\\p{L}+|невозможн\\p{L}+|ошибочн\\p{L}+",
    harmless: "не только|без сомнения",
  },
  {
    names: "zh chinese 中文 汉语 普通话 mandarin",
    denying: "不|没|沒|未|无|無|非|否|假|错|錯|缺乏|排除|莫|勿|毫无",
    harmless: "不同|不仅|不僅|不但|不断|不斷|不久|不少|不过|不過|无论|無論|未来|未來|非常|假设|假設|不透明|误差|除非",
  },
  {
    names: "ja japanese 日本語",
    denying: "ない|なかった|なく|ません|ぬ|ず(?=[、にと。])|無|不|否|非|誤|嘘|偽|欠如|除外",
    harmless: "だけでなく|のみならず|かもしれない|なければならない|少なくとも|非常|不透明|まもなく|間もなく|無数",
  },
];

const isUnspaced = (names: string) => /^(?:zh|ja) /.test(names);
const compiled = languages.map(({ names, denying, harmless }) => {
  const whole = (words: string) =>
    isUnspaced(names)
      ? new RegExp(words, "giu")
      : new RegExp(`(?<![\\p{L}\\p{N}])(?:${unicode(words)})(?![\\p{L}\\p{N}])`, "giu");
  return {
    names: new Set(names.split(" ")),
    denying: whole(denying),
    harmless: harmless ? whole(harmless) : undefined,
  };
});

function unicode(words: string): string {
  return words.replaceAll("\\w", "\\p{L}");
}

const english = compiled[0] as (typeof compiled)[number];
const foreign = compiled.slice(1);

function languageOf(name: string): (typeof compiled)[number] | undefined {
  const plain = name.toLowerCase().split(/[-_ ]/)[0] as string;
  return compiled.find(({ names }) => names.has(plain) || names.has(name.toLowerCase()));
}

/** Whether denials of this language are known; of others those of all are counted. */
export function knowsDenials(language: string): boolean {
  return languageOf(language) !== undefined;
}

/** How many words of a text deny, in the language that was asked for and in English, in which a model may have answered. */
export function foreignDenials(text: string, language: string): number {
  const own = languageOf(language);
  const asked = own === undefined ? foreign : [own];
  return Math.max(...[...asked, ...(own === english ? [] : [english])].map((each) => count(text, each)));
}

function count(text: string, { denying, harmless }: (typeof compiled)[number]): number {
  return [...(harmless ? text.replace(harmless, " ") : text).matchAll(denying)].length;
}
