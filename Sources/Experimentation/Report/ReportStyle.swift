/// How the report looks: a sibling of the dashboard, from the same design tokens.
enum ReportStyle {
    static let text = tokens + "\n" + page + "\n" + content + "\n" + paper

    /// Those of the dashboard's tokens that the report uses.
    static let tokens = """
        :root {
          color-scheme: light dark;
          --space-1: 0.25rem;
          --space-2: 0.5rem;
          --space-3: 0.75rem;
          --space-4: 1rem;
          --space-6: 1.5rem;
          --space-8: 2rem;
          --space-12: 3rem;
          --space-16: 4rem;
          --text-1: 0.75rem;
          --text-2: 0.875rem;
          --text-3: 1rem;
          --text-4: 1.1875rem;
          --text-5: 1.75rem;
          --text-6: 2.125rem;
          --font: -apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Inter, Roboto, "Noto Sans", system-ui, sans-serif;
          --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
          --radius: 6px;
          --paper: light-dark(#fcfbf9, #131516);
          --sunken: light-dark(#f3f1ec, #1c1f21);
          --ink: light-dark(#1b1d1f, #e9e7e3);
          --grey: light-dark(#5d6166, #a0a4a8);
          --line: light-dark(#dfdcd5, #2f3336);
          --accent: light-dark(#0b6a62, #5cc4b6);
          --accent-soft: light-dark(#dcebe7, #17312f);
          --attention: light-dark(#a33b12, #f0916a);
        }
        """

    private static let page = """
        *, *::before, *::after { box-sizing: border-box; }
        html {
          background: var(--paper);
          color: var(--ink);
          font: 400 var(--text-2) / 1.5 var(--font);
          font-variant-numeric: tabular-nums lining-nums;
          -webkit-text-size-adjust: 100%;
          scroll-padding-top: var(--space-6);
        }
        body, h1, h2, h3, p, ul, dl, dd, figure, pre, blockquote { margin: 0; padding: 0; }
        ul { list-style: none; }
        h1, h2, h3 { font-weight: 600; text-wrap: balance; overflow-wrap: anywhere; }
        h1 { font-size: var(--text-6); line-height: 1.2; letter-spacing: -0.018em; max-width: 26em; }
        h2 { font-size: var(--text-4); line-height: 1.3; letter-spacing: -0.01em; }
        h3 { margin: var(--space-8) 0 var(--space-3); font-size: var(--text-2); }
        svg { display: block; }
        svg text { font-family: var(--font); font-variant-numeric: tabular-nums lining-nums; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
        .skip-link { position: absolute; inset: var(--space-2) auto auto var(--space-2); padding: var(--space-2) var(--space-4);
          background: var(--ink); color: var(--paper); border-radius: var(--radius); z-index: 10; }
        .skip-link:not(:focus) { clip-path: inset(50%); }

        .frame { display: grid; grid-template-columns: 11.5rem minmax(0, 64rem); column-gap: var(--space-12); max-width: 83.5rem;
          margin-inline: auto; padding-inline: var(--space-8); }
        main { padding-block: var(--space-6) 6rem; min-width: 0; container-type: inline-size; }
        .rail { position: sticky; top: 0; height: 100vh; padding-block: var(--space-6); overflow-y: auto; }
        .brand { display: flex; align-items: center; gap: var(--space-2); font-size: var(--text-4); font-weight: 600; letter-spacing: -0.02em; }
        .brand path { fill: none; stroke: var(--accent); stroke-width: 2.5; stroke-linecap: round; }
        .brand .brand-out { stroke-opacity: 0.4; }
        .rail nav { margin-top: var(--space-12); }
        .rail nav a { display: block; padding: var(--space-1) 0; color: var(--grey); text-decoration: none; line-height: 1.75; }
        .rail nav a:hover { color: var(--ink); }

        .title { margin-block: var(--space-8) var(--space-8); }
        .kicker { margin-bottom: var(--space-1); color: var(--grey); }
        .lead { margin-top: var(--space-3); max-width: 44rem; font-size: var(--text-3); color: var(--grey); text-wrap: pretty; overflow-wrap: anywhere; }
        section { padding-top: var(--space-4); border-top: 1px solid var(--line); }
        section + section { margin-top: var(--space-16); }
        .section-head { margin-bottom: var(--space-4); }
        section > * + * { margin-top: var(--space-6); }
        section > .section-head + * { margin-top: 0; }
        section > h3 + * { margin-top: 0; }
        footer { margin-top: var(--space-16); padding-top: var(--space-4); border-top: 1px solid var(--line); font-size: var(--text-1); color: var(--grey); }
        """

    private static let content = """
        .numbers { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: var(--space-8); margin-bottom: var(--space-12); }
        .number { display: grid; grid-template-rows: subgrid; grid-row: span 4; row-gap: 0; align-items: start; }
        .number-label { align-self: end; font-weight: 600; overflow-wrap: anywhere; }
        .number-value { font-size: var(--text-6); font-weight: 600; font-variant-numeric: proportional-nums; line-height: 1.3; letter-spacing: -0.025em; }
        .number-notes { display: flex; flex-direction: column; margin-top: var(--space-1); font-size: var(--text-1); color: var(--grey); }
        .number-verdict { margin-top: var(--space-1); }

        .words, .notice { max-width: 44rem; text-wrap: pretty; overflow-wrap: anywhere; }
        .words { color: var(--grey); }
        .notice { padding-left: var(--space-3); border-left: 2px solid var(--attention); }
        blockquote { max-width: 44rem; padding-left: var(--space-3); border-left: 2px solid var(--line); font-size: var(--text-3); overflow-wrap: anywhere; }
        .reasons { max-width: 44rem; font-size: var(--text-3); }
        .reasons li { padding-block: var(--space-1); overflow-wrap: anywhere; text-wrap: pretty; }

        .mark { display: inline-block; vertical-align: -0.08em; }
        .mark-word { font-weight: 600; white-space: nowrap; }
        .mark-good { color: var(--accent); }
        .mark-bad { color: var(--attention); }
        .mark-open { color: var(--grey); }

        .plot { width: 100%; height: auto; }
        .plot-narrow { display: none; max-width: 30rem; }
        .timelines { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); gap: var(--space-8) var(--space-12); }
        .timelines figcaption { font-weight: 600; margin-bottom: var(--space-3); overflow-wrap: anywhere; }
        .plot-timeline { max-width: 36rem; }
        .small { font-size: var(--text-1); margin-top: var(--space-2); }

        .table-frame { overflow: auto hidden; }
        .table-frame:focus-visible { outline-offset: -2px; }
        table { width: 100%; border-collapse: separate; border-spacing: 0; }
        caption { padding-bottom: var(--space-2); text-align: left; font-weight: 600; }
        caption span { position: sticky; left: 0; display: inline-block; max-width: min(100%, calc(100vw - 2 * var(--space-4))); }
        th, td { padding: var(--space-2) var(--space-3) var(--space-2) 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); }
        th:last-child, td:last-child { padding-right: var(--space-1); }
        thead th { color: var(--grey); font-size: var(--text-1); font-weight: 400; vertical-align: bottom; }
        th[scope="row"] { min-width: 8rem; max-width: 16rem; font-weight: 400; overflow-wrap: break-word; }
        th[scope="rowgroup"] { padding-top: var(--space-4); color: var(--grey); font-size: var(--text-1); font-weight: 400; }
        td { max-width: 30rem; overflow-wrap: break-word; }
        th.numeric, td.numeric { text-align: right; }
        td.numeric { white-space: nowrap; }
        .note { display: block; font-size: var(--text-1); color: var(--grey); }

        .facts > div { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: var(--space-1) var(--space-6); padding-block: var(--space-2);
          border-bottom: 1px solid var(--line); }
        .facts dt { color: var(--grey); overflow-wrap: anywhere; }
        .facts dd { max-width: 46rem; overflow-wrap: anywhere; }
        details > summary { cursor: pointer; padding-block: var(--space-1); color: var(--accent); }
        details .facts { margin-block: var(--space-2) var(--space-3); }
        section > details + details { margin-top: var(--space-2); }
        .sql { padding: var(--space-4); border-radius: var(--radius); background: var(--sunken); overflow: auto; font: var(--text-1) / 1.6 var(--mono);
          tab-size: 4; }

        @container (max-width: 44rem) {
          .plot-wide { display: none; }
          .plot-narrow { display: block; }
          .numbers { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: var(--space-6) var(--space-4); }
          .number-value { font-size: var(--text-5); }
        }
        @media (max-width: 78rem) {
          .frame { display: block; padding-inline: var(--space-6); }
          .rail { position: static; height: auto; padding: var(--space-4) 0 0; }
          .rail nav { display: none; }
        }
        @media (max-width: 40rem) {
          .frame { padding-inline: var(--space-4); }
          .title { margin-block: var(--space-6); }
          h1 { font-size: 1.5rem; }
          .facts > div { grid-template-columns: minmax(0, 1fr); }
          th[scope="row"] { position: sticky; left: 0; min-width: 7rem; max-width: 8rem; background: var(--paper); }
          .wordy, .wordy caption, .wordy tbody, .wordy tr, .wordy th, .wordy td { display: block; max-width: none; }
          .wordy thead { display: none; }
          .wordy tr { padding-block: var(--space-2); border-bottom: 1px solid var(--line); }
          .wordy .group { border: 0; padding-bottom: 0; }
          .wordy th, .wordy td, .wordy td.numeric { padding-block: var(--space-1); border: 0; text-align: left; white-space: normal; }
          .wordy th[scope="row"] { font-weight: 600; }
          .wordy td[data-label] { display: grid; grid-template-columns: 7rem minmax(0, 1fr); }
          .wordy td.nothing { display: none; }
          .wordy td[data-label]::before { content: attr(data-label); grid-row: span 3; color: var(--grey); font-size: var(--text-1); line-height: 1.75; }
        }
        """

    /// On paper: light, nothing folded, nothing cut in two.
    private static let paper = """
        @page { size: A4; margin: 16mm; }
        @media print {
          :root { color-scheme: light; --paper: #fff; }
          html { font-size: 12px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .frame { display: block; max-width: none; padding: 0; }
          .rail { position: static; height: auto; padding: 0; }
          .rail nav, .skip-link { display: none; }
          main { padding: 0; }
          .title { margin-block: var(--space-6); }
          .plot-wide { display: block; }
          .plot-narrow { display: none; }
          .timelines { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: var(--space-6); }
          .timelines details, #repeat details { display: none; }
          .numbers { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: var(--space-4); }
          section { break-inside: auto; }
          section + section { margin-top: var(--space-8); }
          .section-head, h3, caption, thead, summary, .group { break-after: avoid; }
          .table-frame:not(:has(tr:nth-child(8))), tr, figure, details, .number, .facts > div, .notice, li { break-inside: avoid; }
          .table-frame, .sql { overflow: visible; }
          .sql { white-space: pre-wrap; overflow-wrap: anywhere; }
          th, td { padding-block: var(--space-1); padding-right: var(--space-2); }
          td, th[scope="row"] { font-size: 0.8125rem; }
          th[scope="rowgroup"] { padding-top: var(--space-3); }
          th[scope="row"] { min-width: 0; }
          details::details-content { content-visibility: visible; block-size: auto; }
          details > summary { color: var(--ink); list-style: none; font-weight: 600; }
        }
        """
}
