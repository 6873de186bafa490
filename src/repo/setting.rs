//! The table of all settings: name, form, default, meaning. A setting that is not here does not exist.

use crate::base::limit::{MAX_NAME, PACK_SIZE};
use crate::repo::quantity::{parse_size, parse_span};

/// Smallest pack that a writer may be told to roll over at, in bytes.
const PACK_SIZE_MIN: u64 = 1 << 20;
/// Largest one; offsets in indexes have room for far more, a file system may not.
const PACK_SIZE_MAX: u64 = 1 << 40;

/// What the value of a setting looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One line of text that can stand in the author line of a commit.
    Line,
    /// A whole number between two bounds, both included.
    Number(i64, i64),
    /// Bytes, as [`parse_size`] reads them, between two bounds, both included.
    Size(u64, u64),
    /// A span of time, as [`parse_span`] reads it.
    Span,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name, `group.name`.
    pub name: &'static str,
    /// What its value looks like.
    pub form: Form,
    /// The value where nobody set one.
    pub default: Option<&'static str>,
    /// What it does, in one sentence.
    pub help: &'static str,
}

/// `user.name`.
pub const USER_NAME: Setting = Setting {
    name: "user.name",
    form: Form::Line,
    default: None,
    help: "Name of the author in new commits; the login name where it is not set.",
};
/// `user.email`.
pub const USER_EMAIL: Setting = Setting {
    name: "user.email",
    form: Form::Line,
    default: None,
    help: "Address of the author in new commits; user@host where it is not set.",
};
/// `compression.level`.
pub const COMPRESSION_LEVEL: Setting = Setting {
    name: "compression.level",
    form: Form::Number(0, 12),
    default: Some("1"),
    help: "Deflate level of new objects, 0 (stored) to 12 (smallest).",
};
/// `pack.size`.
pub const PACK_ROLL: Setting = Setting {
    name: "pack.size",
    form: Form::Size(PACK_SIZE_MIN, PACK_SIZE_MAX),
    default: Some("512MiB"),
    help: "Size at which a writer begins its next pack, 1MiB to 1TiB.",
};
/// `gc.keep`.
pub const GC_KEEP: Setting = Setting {
    name: "gc.keep",
    form: Form::Span,
    default: Some("14d"),
    help: "How long operations, and what only they need, are kept for undo.",
};
/// `lock.timeout`.
pub const LOCK_TIMEOUT: Setting = Setting {
    name: "lock.timeout",
    form: Form::Span,
    default: Some("10s"),
    help: "How long to wait for another process to release the repository.",
};
/// `serve.addresses`.
pub const SERVE_ADDRESSES: Setting = Setting {
    name: "serve.addresses",
    form: Form::Line,
    default: None,
    help: "Where others reach this repository while it is served: URLs, separated by commas.",
};
/// `serve.follow`.
pub const SERVE_FOLLOW: Setting = Setting {
    name: "serve.follow",
    form: Form::Word(&["false", "true"]),
    default: Some("false"),
    help: "Whether own heads go forward to what members push; a bare repository always does that.",
};
/// `serve.read`.
pub const SERVE_READ: Setting = Setting {
    name: "serve.read",
    form: Form::Word(&["members", "anyone"]),
    default: Some("members"),
    help: "Who may read what is served: members or anyone.",
};

/// Every setting, in the order of their names.
pub const ALL: [&Setting; 9] = [
    &COMPRESSION_LEVEL,
    &GC_KEEP,
    &LOCK_TIMEOUT,
    &PACK_ROLL,
    &SERVE_ADDRESSES,
    &SERVE_FOLLOW,
    &SERVE_READ,
    &USER_EMAIL,
    &USER_NAME,
];

const _: () = assert!(PACK_SIZE == 512 << 20, "the default of pack.size is written out above");

impl Setting {
    /// The setting of this name, if there is one.
    pub fn find(name: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|setting| setting.name == name)
    }

    /// The name most like `name`, where one is alike enough to be meant.
    pub fn nearest(name: &str) -> Option<&'static str> {
        let scored = ALL.into_iter().map(|setting| (strsim::jaro_winkler(setting.name, name), setting.name));
        scored.filter(|(score, _)| *score > 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
    }

    /// The environment variable that sets it: `MOSAIC_PACK_SIZE` for `pack.size`.
    pub fn variable(&self) -> String {
        format!("MOSAIC_{}", self.name.replace('.', "_").to_ascii_uppercase())
    }

    /// Checks that the setting can have this value.
    ///
    /// # Errors
    /// What the setting accepts, as a sentence for a message.
    pub fn check(&self, value: &str) -> Result<(), String> {
        match self.form {
            Form::Line => {
                let fits = !value.trim().is_empty() && value.len() <= MAX_NAME;
                let plain = !value.chars().any(|c| c.is_control() || matches!(c, '<' | '>'));
                if fits && plain {
                    return Ok(());
                }
                Err(format!("expected one line of at most {MAX_NAME} bytes without < and >"))
            }
            Form::Number(least, most) => match value.parse::<i64>() {
                Ok(number) if (least..=most).contains(&number) => Ok(()),
                _ => Err(format!("expected a whole number from {least} to {most}")),
            },
            Form::Size(least, most) => match parse_size(value) {
                Some(size) if (least..=most).contains(&size) => Ok(()),
                Some(_) => Err(format!("expected from {least} to {most} bytes")),
                None => Err("expected a size such as 64MiB".to_owned()),
            },
            Form::Span => match parse_span(value) {
                Some(_) => Ok(()),
                None => Err("expected a span of time such as 30s, 10m, 12h or 14d".to_owned()),
            },
            Form::Word(words) if words.contains(&value) => Ok(()),
            Form::Word(words) => Err(format!("expected {}", words.join(" or "))),
        }
    }
}
