//! Settings: options over variables over the repository's file over the user's over the system's over the defaults.
//! Reads the file of the repository only; other layers come as text with their origin.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use toml_edit::{DocumentMut, Item, Table, TableLike};

use crate::repo::error::RepoError;
use crate::repo::quantity::{parse_size, parse_span};
use crate::repo::setting::{
    ALL, COMPRESSION_LEVEL, Form, GC_KEEP, LOCK_TIMEOUT, PACK_ROLL, SERVE_ADDRESSES, SERVE_FOLLOW, SERVE_READ, Setting,
    USER_EMAIL, USER_NAME,
};
use crate::storage::error::StorageError;
use crate::storage::traits::{Access, Placement, Publication, Storage};

type Result<T> = std::result::Result<T, RepoError>;

/// The file of settings, in `.mosaic` and in the folders of the user and the system.
pub const FILE: &str = "config.toml";

/// The lock under which the file is changed.
const LOCK: &str = "lock";

/// Longest file of settings that is read, in bytes.
pub const MAX_FILE: u64 = 1 << 20;

/// Where a value comes from; the lower the stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// An option of the command line.
    Option,
    /// An environment variable.
    Environment,
    /// The file in `.mosaic`.
    Repository,
    /// The file of the user.
    User,
    /// The file of the machine.
    System,
    /// The built-in value.
    Default,
}

impl Level {
    /// The word for messages and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::Environment => "environment",
            Self::Repository => "repository",
            Self::User => "user",
            Self::System => "system",
            Self::Default => "default",
        }
    }
}

/// A level and the option, variable or file that stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The level.
    pub level: Level,
    /// `--lock-timeout`, `MOSAIC_PACK_SIZE`, a path; empty for defaults.
    pub place: String,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() { f.write_str(self.level.name()) } else { f.write_str(&self.place) }
    }
}

/// A setting with the value that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value<'a> {
    /// The value as it was written.
    pub text: &'a str,
    /// Who wrote it.
    pub origin: Origin,
}

struct Layer {
    origin: Origin,
    values: Vec<(&'static Setting, String)>,
}

/// All layers together.
#[derive(Default)]
pub struct Settings {
    layers: Vec<Layer>,
    unknown: Vec<String>,
}

impl Settings {
    /// Adds one value, of an option or a variable.
    pub fn add_value(&mut self, level: Level, place: &str, setting: &'static Setting, text: &str) {
        let origin = Origin { level, place: place.to_owned() };
        self.insert(Layer { origin, values: vec![(setting, text.to_owned())] });
    }

    /// Adds the settings of a file. Unknown names are kept for [`Settings::unknown`].
    ///
    /// # Errors
    /// The text is not TOML.
    pub fn add_file(&mut self, level: Level, place: &str, text: &str) -> Result<()> {
        let document = parse(place, text)?;
        let mut values = Vec::new();
        let unknown = &mut self.unknown;
        each_leaf(document.as_table(), "", &mut |name, value| match Setting::find(name) {
            Some(setting) => values.push((setting, value)),
            None => unknown.push(format!("{place}: there is no setting {name}")),
        });
        self.insert(Layer { origin: Origin { level, place: place.to_owned() }, values });
        Ok(())
    }

    /// Adds the settings of the repository's own file, if it has one. `place` is its path for messages.
    ///
    /// # Errors
    /// The file cannot be read, or is not TOML.
    pub fn add_repository(&mut self, storage: &dyn Storage, place: &str) -> Result<()> {
        match read(storage, place)? {
            Some(text) => self.add_file(Level::Repository, place, &text),
            None => Ok(()),
        }
    }

    fn insert(&mut self, layer: Layer) {
        let at = self.layers.partition_point(|other| other.origin.level <= layer.origin.level);
        self.layers.insert(at, layer);
    }

    /// One sentence for each name in a file that is no setting.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// The value that holds; `None` where nobody set one and there is no default. Not yet checked.
    pub fn value(&self, setting: &'static Setting) -> Option<Value<'_>> {
        for layer in &self.layers {
            if let Some((_, text)) = layer.values.iter().find(|(other, _)| other.name == setting.name) {
                return Some(Value { text, origin: layer.origin.clone() });
            }
        }
        let origin = Origin { level: Level::Default, place: String::new() };
        setting.default.map(|text| Value { text, origin })
    }

    /// The value that holds, checked.
    ///
    /// # Errors
    /// The setting cannot have this value; the message names who wrote it.
    pub fn checked(&self, setting: &'static Setting) -> Result<Option<&str>> {
        let Some(Value { text, origin }) = self.value(setting) else { return Ok(None) };
        match setting.check(text) {
            Ok(()) => Ok(Some(text)),
            Err(why) => Err(invalid(setting, text, &origin.to_string(), why)),
        }
    }

    fn present(&self, setting: &'static Setting) -> Result<&str> {
        self.checked(setting)?.ok_or(RepoError::NotSet { key: setting.name })
    }

    /// `user.name`, where it is set.
    ///
    /// # Errors
    /// As [`Settings::checked`].
    pub fn user_name(&self) -> Result<Option<&str>> {
        self.checked(&USER_NAME)
    }

    /// `user.email`, where it is set.
    ///
    /// # Errors
    /// As [`Settings::checked`].
    pub fn user_email(&self) -> Result<Option<&str>> {
        self.checked(&USER_EMAIL)
    }

    /// `compression.level`, 0 to 12.
    ///
    /// # Errors
    /// As [`Settings::checked`].
    pub fn compression_level(&self) -> Result<i32> {
        self.present(&COMPRESSION_LEVEL).map(|text| text.parse().expect("checked to be a number of 0 to 12"))
    }

    /// `pack.size` in bytes.
    ///
    /// # Errors
    /// As [`Settings::checked`].
    pub fn pack_size(&self) -> Result<u64> {
        self.present(&PACK_ROLL).map(|text| parse_size(text).expect("checked to be a size"))
    }

    /// `gc.keep`.
    ///
    /// # Errors
    /// As [`Settings::checked`].
    pub fn gc_keep(&self) -> Result<Duration> {
        self.present(&GC_KEEP).map(|text| parse_span(text).expect("checked to be a span"))
    }

    /// `serve.addresses`, each on its own.
    ///
    /// # Errors
    /// As [`Settings::checked`].
    pub fn serve_addresses(&self) -> Result<Vec<String>> {
        let text = self.checked(&SERVE_ADDRESSES)?.unwrap_or_default();
        Ok(text.split(',').map(str::trim).filter(|url| !url.is_empty()).map(str::to_owned).collect())
    }

    /// `serve.follow`.
    ///
    /// # Errors
    /// As [`Settings::checked`].
    pub fn serve_follow(&self) -> Result<bool> {
        self.present(&SERVE_FOLLOW).map(|text| text == "true")
    }

    /// `serve.read`: whether anyone may read.
    ///
    /// # Errors
    /// As [`Settings::checked`].
    pub fn serve_anyone(&self) -> Result<bool> {
        self.present(&SERVE_READ).map(|text| text == "anyone")
    }

    /// `lock.timeout`.
    ///
    /// # Errors
    /// As [`Settings::checked`].
    pub fn lock_timeout(&self) -> Result<Duration> {
        self.present(&LOCK_TIMEOUT).map(|text| parse_span(text).expect("checked to be a span"))
    }

    /// All settings that have a value, in the order of their names.
    pub fn list(&self) -> impl Iterator<Item = (&'static Setting, Value<'_>)> {
        ALL.into_iter().filter_map(|setting| Some((setting, self.value(setting)?)))
    }
}

/// The setting of this name.
///
/// # Errors
/// There is none; the nearest name is in the error.
pub fn find(name: &str) -> Result<&'static Setting> {
    let unknown = || RepoError::UnknownSetting { key: name.to_owned(), nearest: Setting::nearest(name) };
    Setting::find(name).ok_or_else(unknown)
}

/// What a change of a file of settings does.
#[derive(Clone, Copy)]
pub enum Change<'a> {
    /// Gives the setting this value.
    Set(&'a str),
    /// Takes its value away.
    Unset,
}

/// Changes one setting in the file [`FILE`] of `storage`, keeping comments and order, under the lock that `owner` (pid,
/// host, verb) waits for up to `timeout`. `place` names the file in messages. Returns whether the file changed.
///
/// # Errors
/// The value does not fit the setting, the lock was not obtained, the file is not TOML, cannot be read or written.
pub fn change(
    storage: &dyn Storage,
    place: &str,
    timeout: Duration,
    owner: &str,
    setting: &'static Setting,
    change: Change<'_>,
) -> Result<bool> {
    if let Change::Set(value) = change {
        setting.check(value).map_err(|why| invalid(setting, value, "given", why))?;
    }
    let _held = storage.lock(LOCK, Access::Exclusive, timeout, owner)?;
    let old = read(storage, place)?.unwrap_or_default();
    let mut document = parse(place, &old)?;
    apply(&mut document, place, setting, change)?;
    let new = document.to_string();
    if new == old {
        return Ok(false);
    }
    // What an interrupted change left behind is ours: the lock is held.
    let mut staged = match storage.create(FILE) {
        Err(StorageError::Exists { .. }) => match storage.adopt(FILE)? {
            Some(left) => left,
            // It was empty, so it is gone now.
            None => storage.create(FILE)?,
        },
        other => other?,
    };
    staged.truncate(0)?;
    staged.write(new.as_bytes())?;
    storage.publish(vec![Publication { staged, name: FILE.to_owned(), placement: Placement::Replace }])?;
    Ok(true)
}

fn apply(document: &mut DocumentMut, place: &str, setting: &'static Setting, change: Change<'_>) -> Result<()> {
    let (group, name) = setting.name.split_once('.').expect("every name in the table has a group");
    match change {
        Change::Set(value) => {
            let table = document.entry(group).or_insert_with(|| Item::Table(Table::new()));
            let not_a_table =
                || RepoError::MalformedSettings { file: place.to_owned(), why: format!("{group} is not a table") };
            let table = table.as_table_like_mut().ok_or_else(not_a_table)?;
            let mut new = match setting.form {
                Form::Number(..) => toml_edit::Value::from(value.parse::<i64>().expect("checked to be a number")),
                _ => toml_edit::Value::from(value),
            };
            match table.get_mut(name).and_then(Item::as_value_mut) {
                // The comment behind the old value stays.
                Some(old) => {
                    *new.decor_mut() = old.decor().clone();
                    *old = new;
                }
                None => {
                    table.insert(name, Item::Value(new));
                }
            }
        }
        Change::Unset => {
            let Some(table) = document.get_mut(group).and_then(Item::as_table_like_mut) else { return Ok(()) };
            table.remove(name);
            if table.is_empty() {
                document.remove(group);
            }
        }
    }
    Ok(())
}

/// The text of the file [`FILE`] of `storage`; `None` where there is none. `place` names it in messages.
///
/// # Errors
/// It cannot be read, is longer than 1 MiB or not UTF-8.
pub fn read(storage: &dyn Storage, place: &str) -> Result<Option<String>> {
    let handle: Arc<_> = match storage.open(FILE) {
        Err(StorageError::NotFound { .. }) => return Ok(None),
        other => other?,
    };
    let malformed = |why: &str| RepoError::MalformedSettings { file: place.to_owned(), why: why.to_owned() };
    if handle.len() > MAX_FILE {
        return Err(malformed("it is longer than 1 MiB"));
    }
    let mut bytes = vec![0; handle.len() as usize];
    handle.read_at(&mut bytes, 0)?;
    String::from_utf8(bytes).map(Some).map_err(|_| malformed("it is not UTF-8"))
}

fn parse(place: &str, text: &str) -> Result<DocumentMut> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        // The parser's own text draws the line with a marker below it; one line is enough.
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let why = format!("line {line}: {}", error.message().replace('\n', ", "));
        RepoError::MalformedSettings { file: place.to_owned(), why }
    })
}

/// Calls `found` with the dotted name and the text of every value; what is no string, number or truth value has the
/// text of its TOML form.
fn each_leaf(table: &dyn TableLike, prefix: &str, found: &mut dyn FnMut(&str, String)) {
    for (key, item) in table.iter() {
        let name = if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
        match (item.as_table_like(), item.as_value()) {
            (Some(inner), _) => each_leaf(inner, &name, found),
            (_, Some(toml_edit::Value::String(text))) => found(&name, text.value().clone()),
            (_, Some(value)) => found(&name, value.clone().decorated("", "").to_string()),
            _ => found(&name, String::new()),
        }
    }
}

fn invalid(setting: &'static Setting, value: &str, origin: &str, why: String) -> RepoError {
    RepoError::InvalidSetting { key: setting.name, value: value.to_owned(), origin: origin.to_owned(), why }
}
