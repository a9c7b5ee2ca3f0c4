// Texts, numbers and times in the language of the page. English texts are in the scripts themselves; the page of
// another language loads their translations before its scripts.

export const language = globalThis.document?.documentElement?.lang || "en";

// A reader of English keeps the dates of their own country.
export const locale = globalThis.navigator?.languages?.find((tag) => tag.split("-")[0] === language) ?? language;

// Return a text with its gaps filled: `gettext("{count} selected", { count })`.
export const gettext = (text, values) => filled(globalThis.texts?.[text] ?? text, values);

// Return the text for one or for several, with the gap {count} filled.
export function ngettext(one, many, count) {
  const forms = globalThis.texts?.[one] ?? [one, many];
  return filled(forms[count === 1 ? 0 : 1], { count });
}

const filled = (text, values = {}) => text.replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);

// Return a number that was formatted in English, with the decimal sign of the language.
export const localized = (number) => (language === "en" ? number : number.replace(".", SIGN));

export const dateFormat = (options) => new Intl.DateTimeFormat(locale, options);

const SIGN = new Intl.NumberFormat(language).format(0.5).charAt(1);
