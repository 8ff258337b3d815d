// Before anything is drawn, so that no page flashes in the other theme.
document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "auto";
