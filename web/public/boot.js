// Runs before the first paint, so that neither the theme nor the language flickers. A file, not inline: the CSP forbids inline scripts.
(() => {
  const root = document.documentElement;
  const theme = localStorage.getItem("madang.theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  const locale = localStorage.getItem("madang.locale") ?? (navigator.language.startsWith("ko") ? "ko" : "en");
  root.lang = locale === "ko" ? "ko" : "en";
})();
