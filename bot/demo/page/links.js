// Which links lead to our own bot. No other link is ever followed by the page.

/**
 * The payload of a start link of the bot `username`, or null when the link leads anywhere else.
 * Start links: t.me/NAME?start=…, tg://resolve?domain=NAME&start=…, tg://start?start=….
 */
export function startPayload(link, username) {
  let url;
  try {
    url = new URL(/^[a-z]+:/iu.test(link) ? link : `https://${link}`);
  } catch {
    return null;
  }
  const is = (name) => (name ?? "").toLowerCase() === username.toLowerCase();
  if (url.protocol === "https:" || url.protocol === "http:") {
    const ours = /^(?:www\.)?(?:t|telegram)\.me$/u.test(url.host) && is(url.pathname.replaceAll("/", ""));
    return ours ? url.searchParams.get("start") : null;
  }
  if (url.protocol !== "tg:") return null;
  const verb = url.host || url.pathname.replaceAll("/", "");
  if (verb === "resolve" && is(url.searchParams.get("domain"))) return url.searchParams.get("start");
  return verb === "start" ? url.searchParams.get("start") ?? url.searchParams.get("payload") ?? "" : null;
}
