/** The style of the landing page; colours follow the system's light or dark scheme. */
export const landingStyle = `
:root{color-scheme:light dark;--ink:#16212b;--soft:#52616e;--paper:#fbfaf7;--line:#dfe3e1;--accent:#0b6e63;--code:#f0f2ef;--warn:#fff4dc;--warn-line:#d39a1b}
@media (prefers-color-scheme:dark){:root{--ink:#e7ecec;--soft:#9fb0b3;--paper:#11191d;--line:#2b383d;--accent:#58c9b9;--code:#1a252a;--warn:#33290f;--warn-line:#b98a1f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
header,main{max-width:60rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:3rem}
h1{margin:0;font-size:2.4rem;letter-spacing:-.02em}
header p{margin:.25rem 0 0;color:var(--soft)}
h2{margin:2.5rem 0 .5rem;font-size:1.15rem}
.warning{margin:1.75rem 0 0;padding:.7rem 1rem;background:var(--warn);border-left:4px solid var(--warn-line);border-radius:4px}
nav{display:flex;flex-wrap:wrap;gap:.6rem;margin-top:1.25rem}
nav a{padding:.45rem .9rem;border:1px solid var(--accent);border-radius:999px;color:var(--accent);text-decoration:none}
nav a:hover,nav a:focus-visible{background:var(--accent);color:var(--paper)}
code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:.88em}
pre{margin:.5rem 0;padding:1rem;background:var(--code);border:1px solid var(--line);border-radius:8px;overflow-x:auto}
table{width:100%;border-collapse:collapse}
td{padding:.4rem .75rem .4rem 0;border-top:1px solid var(--line);vertical-align:top}
td:last-child{color:var(--soft)}
td code{overflow-wrap:anywhere}
main{padding-bottom:4rem}
`;
