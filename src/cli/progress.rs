//! Progress of long work on a terminal: phase, bar, rate, ETA. Silent elsewhere, but for warnings.

use std::fmt;
use std::io::Write;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::base::escape;
use crate::base::monitor::Monitor;
use crate::cli::signals::Signals;

/// Shows on standard error how far work is. A phase counts bytes, unless its name ends in a unit in brackets:
/// `check (objects)`.
pub struct Progress {
    /// `None`: nothing is shown, and nothing costs.
    bar: Option<ProgressBar>,
    /// Which signals came.
    pub signals: Signals,
    /// Keeps the lines of threads apart where there is no bar to do so.
    line: Mutex<()>,
}

impl Progress {
    /// With a bar where `show`: standard error is a terminal that can move its cursor, and nobody asked for quiet.
    pub fn new(show: bool, signals: Signals) -> Self {
        let bar = show.then(ProgressBar::hidden);
        Self { bar, signals, line: Mutex::new(()) }
    }

    /// Writes one line to standard error, above the bar where there is one. Escape it first.
    pub fn say(&self, line: &str) {
        // Nowhere to report that standard error is gone.
        let print = || drop(writeln!(std::io::stderr().lock(), "{line}"));
        match &self.bar {
            // `println` of a bar is dropped while the bar is hidden; this is not.
            Some(bar) => bar.suspend(print),
            None => {
                let _line = self.line.lock();
                print();
            }
        }
    }

    /// Takes the bar away until the next phase.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
    }
}

impl Monitor for Progress {
    fn phase(&self, name: &str, total: Option<u64>) {
        let Some(bar) = &self.bar else { return };
        let (name, unit) = match name.strip_suffix(')').and_then(|name| name.split_once(" (")) {
            Some((name, unit)) => (name, Some(unit)),
            None => (name, None),
        };
        // Hidden meanwhile: every one of these steps would draw a bar that is half of the old phase.
        self.clear();
        bar.reset();
        bar.set_style(style(unit, total.is_some()));
        bar.set_length(total.unwrap_or(0));
        bar.set_message(escape::line(name.as_bytes()).into_owned());
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn advance(&self, amount: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(amount);
        }
    }

    fn warn(&self, message: &str) {
        self.say(&format!("warning: {}", escape::line(message.as_bytes())));
    }

    fn cancelled(&self) -> bool {
        self.signals.came()
    }
}

fn style(unit: Option<&str>, total: bool) -> ProgressStyle {
    // Units are our own words; braces would be read as part of the template.
    let unit = unit.map(|unit| unit.replace(['{', '}'], ""));
    let template = match (unit, total) {
        (None, true) => "{msg} [{bar:28}] {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left".to_owned(),
        (None, false) => "{msg} {spinner} {bytes}, {bytes_per_sec}, {elapsed}".to_owned(),
        (Some(unit), true) => format!("{{msg}} [{{bar:28}}] {{pos}} of {{len}} {unit}, {{rate}}, {{eta}} left"),
        (Some(unit), false) => format!("{{msg}} {{spinner}} {{pos}} {unit}, {{rate}}, {{elapsed}}"),
    };
    let style = ProgressStyle::with_template(&template).expect("a template of known keys").progress_chars("=> ");
    style.with_key("rate", |state: &ProgressState, out: &mut dyn fmt::Write| {
        let _ = write!(out, "{}/s", HumanCount(state.per_sec() as u64));
    })
}
