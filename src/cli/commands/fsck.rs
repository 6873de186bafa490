//! `mosaic fsck`: whether everything is there and as it was.

use std::time::Duration;

use crate::repo::quantity::parse_span;

/// Check that everything is there and as it was written
///
/// The structure: every object that a head, a tag or an operation reaches is present, canonical and signed as it says.
/// With `--data`, the content too. Each loss is listed with the paths and commits that need it; the exit code is then 6.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  mosaic fsck\n  mosaic fsck --data\n  mosaic fsck --data=5%   (cron: a part each time)\n  \
                        mosaic fsck --data=10m"
)]
pub struct Args {
    /// Also read and hash all data, or a share (`5%`), or as much as fits into a time (`10m`); goes on where the last
    /// sample ended.
    #[arg(long, value_name = "SAMPLE", num_args = 0..=1, require_equals = true, default_missing_value = "100%")]
    #[arg(value_parser = parse_sample)]
    pub data: Option<Sample>,
}

/// How much of the data to read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sample {
    /// This share: above 0, at most 1.
    Share(f64),
    /// As much as fits into this time.
    Time(Duration),
}

fn parse_sample(text: &str) -> Result<Sample, String> {
    let wanted = || "expected a share such as 5% or a time such as 10m".to_owned();
    match text.strip_suffix('%') {
        Some(percent) => match percent.parse::<f64>() {
            Ok(percent) if percent > 0.0 && percent <= 100.0 => Ok(Sample::Share(percent / 100.0)),
            _ => Err(wanted()),
        },
        None => parse_span(text).filter(|time| !time.is_zero()).map(Sample::Time).ok_or_else(wanted),
    }
}
