//! The results' files: `RESULTS.md` and the curves.

use std::fmt::Write as _;
use std::path::Path;

use crate::chart;
use crate::measure::Pace;
use crate::report::{Report, markdown};

/// Writes them beside this crate's manifest.
pub(crate) fn write(report: &Report, pace: Pace, machine: &str) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = format!(
        "# Results\n\n\
         `cargo run --release --manifest-path tests/benches/Cargo.toml -- --write` writes this page. Both \
         sides of a row are measured in one process, in turns; times are medians. Compare within a \
         row.\n\n\
         {machine}\n{}\n",
        markdown(&report.rows),
    );
    if pace == Pace::Quick {
        text.push_str("**Measured with `--quick`: a tenth of the rounds.**\n\n");
    }
    text.push_str(NOTES);
    for curve in &report.curves {
        let file = format!("curves/{}.svg", curve.name);
        std::fs::write(folder.join(&file), chart::svg(curve))?;
        let (title, about) = (curve.title, &curve.about);
        let _ = write!(text, "\n## {title}\n\n![{title}]({file})\n\n{about}\n");
    }
    std::fs::write(folder.join("RESULTS.md"), text)
}

const NOTES: &str = "\
- **bare wasmtime**: the same component on a host that only runs it: a pool and limits as Loggia's, the guest's step, state
  and view lifted. **Loggia** loads, validates and compares the view, keeps the action table, stages and commits as well.
- **QuickJS**, **Extism**: the same two screens (their trees are asserted to be Loggia's, node by node), the same calls of the
  host, JSON in and out, read into typed nodes; nothing validated, compared or committed. Each step has a runtime of its own, as in
  Loggia, unless the row says *kept between steps*, where nothing keeps one step from the next. *Without built-ins* has no `Date`,
  `RegExp`, `Map` and so on, which coffee does not need.
- **raw group commits**: one thread, one connection, nothing but the same rows updated in transactions of as many as shared a
  commit in the turn before.
- **payments**: taken in, asked for, and authorised by the payer's signature, three commits one after the other; without the
  step before, the payer's device and the settlement after. Their raw commits write the very rows that the bank has written, to
  tables with its indexes and CHECKs, without its triggers.
- **suspended**: each store in a process of its own; resident memory and the database's size after its log is moved into it.
";
