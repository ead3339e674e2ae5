/** Light and dark by what the reader prefers; on paper all of it is shown. Colours also differ in lightness. */
export const STYLE = `
  :root { color-scheme: light dark; --ink: #222; --paper: #fff; --dim: #999; --good: #177245; --bad: #b3261e; --mid: #d18700; --cold: #2b6cb0; --pale: #8a8a8a; }
  @media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #161616; --dim: #666; --good: #4ade80; --bad: #f87171; --mid: #fbbf24; --cold: #7ab7f5; --pale: #9a9a9a; } }
  body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto; padding: 0 1rem; max-width: 60rem; }
  body:has(.beside) { max-width: 120rem; } .beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 2rem; }
  article { min-width: 0; } h1, h2 { line-height: 1.2; } h1 { font-size: 1.6rem; } h2 { margin-top: 2rem; font-size: 1.2rem; }
  figure { margin: 1rem 0; } figcaption { font-weight: 600; font-size: .9rem; }
  .wide { overflow-x: auto; } svg { width: 100%; min-width: 34rem; height: auto; display: block; }
  svg text { fill: var(--ink); font-size: 13px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; } line { stroke: var(--dim); stroke-width: .5; }
  polyline { fill: none; stroke: var(--cold); stroke-width: 1.5; } .p95 { stroke-dasharray: 6 3; } .p99 { stroke-dasharray: 1.5 3; }
  rect { stroke: none; } .good, .closed { fill: var(--good); background: var(--good); } .bad, .open, .fault { fill: var(--bad); background: var(--bad); }
  .pending, .half-open { fill: var(--mid); background: var(--mid); } .seen { fill: var(--cold); background: var(--cold); }
  .dropped { fill: var(--pale); background: var(--pale); } .review { fill: #8b5cf6; background: #8b5cf6; }
  .key { white-space: nowrap; margin-right: 1rem; font-size: 14px; } .key i { display: inline-block; width: .8em; height: .8em; margin-right: .4em; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .verdict { font-weight: 700; } .verdict.held { color: var(--good); } .verdict.failed { color: var(--bad); }
  table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; } th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--dim); }
  pre { font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere; }
  @media print { .wide { overflow: visible; } svg { min-width: 0; } figure { break-inside: avoid; } }`;
