//! The progress bar: on terminals only, and only when there is something to wait for.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Counts files that were read. Drawing starts after half a second.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(super) fn new(show: bool, total: usize) -> Self {
        let bar = if show { ProgressBar::new(total as u64) } else { ProgressBar::hidden() };
        let template = "{bar:32} {pos}/{len} files, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if show {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(4));
            bar.enable_steady_tick(Duration::from_millis(500));
        }
        Self { bar }
    }

    /// One more file was read.
    pub fn step(&self) {
        self.bar.inc(1);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
