//! What a command is given beside its arguments: output, clock, randomness, progress, terminal, repository, settings.
//!
//! The clock of the machine is the only one: neither `SOURCE_DATE_EPOCH` nor another variable replaces it, as in git. A
//! build environment that sets it would silently date commits to 1980, and a commit says when it was made.

use std::env;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::ColorChoice;
use etcetera::BaseStrategy;

use crate::base::escape;
use crate::base::monitor::Monitor;
use crate::base::time::Timestamp;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::globals::Globals;
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::signals::Signals;
use crate::repo::config::{FILE, Level, MAX_FILE, Settings};
use crate::repo::setting::{ALL, LOCK_TIMEOUT, USER_EMAIL, USER_NAME};
use crate::storage::discover::discover;
use crate::storage::outside::read_text;
use crate::storage::real::RealStorage;
use crate::storage::traits::Storage;

/// Where the settings of the machine are.
const SYSTEM_FOLDER: &str = "/etc/mosaic";

/// The option whose value is a secret.
const INVITE: &str = "--invite";

/// The kind of the error that there is no repository.
const NO_REPOSITORY: &str = "no-repository";

/// Which of the standard streams are terminals.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Somebody can answer.
    pub input: bool,
    /// Somebody reads the result.
    pub output: bool,
    /// Somebody reads messages, and the cursor can be moved.
    pub error: bool,
}

impl Terminal {
    /// That of this process.
    pub fn look() -> Self {
        let smart = env::var_os("TERM").is_some_and(|term| term != "dumb");
        Self {
            input: std::io::stdin().is_terminal(),
            output: std::io::stdout().is_terminal() && smart,
            error: std::io::stderr().is_terminal() && smart,
        }
    }

    /// Whether to colour standard output.
    pub fn color(&self, choice: ColorChoice) -> bool {
        match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => self.output && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }
}

/// What a command is given beside its arguments.
pub struct Context {
    /// The options that every command has.
    pub globals: Globals,
    /// Where its result goes.
    pub output: Output,
    /// Which streams are terminals.
    pub terminal: Terminal,
    /// The working directory, after `-C`.
    pub directory: PathBuf,
    progress: Arc<Progress>,
}

impl Context {
    /// For the command of this name, in the current directory.
    ///
    /// # Errors
    /// There is no current directory any more.
    pub fn new(globals: Globals, command: String, signals: Signals) -> Result<Self, CliError> {
        let terminal = Terminal::look();
        let progress = Arc::new(Progress::new(terminal.error && !globals.quiet, signals));
        let output = Output::new(command, &globals, terminal.color(globals.color), Arc::clone(&progress));
        let gone = |error| CliError::new(Exit::NotFound, format!("the working directory: {error}"));
        let directory = env::current_dir().map_err(gone)?;
        Ok(Self { globals, output, terminal, directory, progress })
    }

    /// The time, by the clock of the machine.
    pub fn now(&self) -> Timestamp {
        let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => Timestamp { seconds: seconds(after), nanos: after.subsec_nanos() },
            Err(before) => Timestamp::from_seconds(-seconds(before.duration())),
        }
    }

    /// Bytes from the randomness of the operating system.
    ///
    /// # Errors
    /// It has none to give.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], CliError> {
        let mut bytes = [0; N];
        let none = |error| CliError::new(Exit::Failed, format!("no randomness from the operating system: {error}"));
        getrandom::fill(&mut bytes).map_err(none)?;
        Ok(bytes)
    }

    /// Told about progress and warnings, asked whether to stop.
    pub fn monitor(&self) -> &dyn Monitor {
        &*self.progress
    }

    /// The same, to be kept by threads.
    pub fn shared_monitor(&self) -> Arc<dyn Monitor> {
        Arc::clone(&self.progress) as Arc<dyn Monitor>
    }

    /// Runs `wait`, which only a person or another process ends, so that Ctrl-C ends it too.
    pub fn wait<T>(&self, wait: impl FnOnce() -> T) -> T {
        self.progress.signals.at_once(wait)
    }

    /// How a command ends that was stopped.
    pub fn stopped(&self) -> Exit {
        self.progress.signals.exit()
    }

    /// One line on standard error where `--verbose` asks for it.
    pub fn detail(&self, message: &str) {
        if self.globals.verbose {
            self.progress.say(&escape::line(message.as_bytes()));
        }
    }

    /// One line on standard error, but not with `--quiet`.
    pub fn note(&self, message: &str) {
        if !self.globals.quiet {
            self.progress.say(&escape::line(message.as_bytes()));
        }
    }

    /// Takes progress away until the next phase.
    pub fn clear_progress(&self) {
        self.progress.clear();
    }

    /// Takes progress away and shows an error; with `--json` the document says it.
    pub fn show_error(&self, error: &CliError) {
        self.progress.clear();
        if !self.globals.json {
            self.progress.say(&error.to_string());
        }
    }

    /// The directory of the repository: that of `--repo`, else the nearest here and above.
    ///
    /// # Errors
    /// There is none, or it belongs to somebody else.
    pub fn repository(&self) -> Result<PathBuf, CliError> {
        let none = |place: &Path, above: &str| {
            let message = format!("no repository in {}{above}; run: mosaic init", place.display());
            CliError::with_kind(Exit::NotFound, NO_REPOSITORY, message)
        };
        let Some(given) = &self.globals.repo else {
            return discover(&self.directory)?.ok_or_else(|| none(&self.directory, " or above"));
        };
        // Exactly there: a mistyped path must not lead to the repository around it.
        let whole = given.canonicalize().map_err(|_| none(given, ""))?;
        let found = discover(&whole)?.filter(|found| *found == whole || found.parent() == Some(&whole));
        found.ok_or_else(|| none(given, ""))
    }

    /// The files of the repository.
    ///
    /// # Errors
    /// As [`Context::repository`], or they cannot be read.
    pub fn storage(&self) -> Result<RealStorage, CliError> {
        Ok(RealStorage::open(&self.repository()?)?)
    }

    /// The files of the repository, or nothing where there is none and `--repo` does not ask for one.
    ///
    /// # Errors
    /// As [`Context::storage`].
    pub fn storage_if_any(&self) -> Result<Option<RealStorage>, CliError> {
        match self.storage() {
            Err(error) if error.kind == NO_REPOSITORY && self.globals.repo.is_none() => Ok(None),
            storage => storage.map(Some),
        }
    }

    /// The settings that hold, with those of `repository` where there is one. Names that are no settings are warned of.
    ///
    /// # Errors
    /// A file of settings cannot be read.
    pub fn settings(&self, repository: Option<&RealStorage>) -> Result<Settings, CliError> {
        let mut settings = Settings::default();
        if let Some(seconds) = self.globals.lock_timeout {
            settings.add_value(Level::Option, "--lock-timeout", &LOCK_TIMEOUT, &seconds.to_string());
        }
        for setting in ALL {
            let variable = setting.variable();
            if let Some(value) = env::var_os(&variable) {
                settings.add_value(Level::Environment, &variable, setting, &value.to_string_lossy());
            }
        }
        if let Some(storage) = repository {
            settings.add_repository(storage as &dyn Storage, &storage.dir().join(FILE).to_string_lossy())?;
        }
        let user = etcetera::choose_base_strategy().ok().map(|base| base.config_dir().join("mosaic"));
        for (level, folder) in [(Level::User, user), (Level::System, Some(SYSTEM_FOLDER.into()))] {
            let Some(file) = folder.map(|folder| folder.join(FILE)) else { continue };
            if let Some(text) = read_text(&file, MAX_FILE)? {
                settings.add_file(level, &file.to_string_lossy(), &text)?;
            }
        }
        settings.unknown().iter().for_each(|sentence| self.monitor().warn(sentence));
        Ok(settings)
    }

    /// Name and address for the author line of a commit: the settings, else the login name and user@host.
    ///
    /// # Errors
    /// A setting has a value that it cannot have.
    pub fn author(&self, settings: &Settings) -> Result<(String, String), CliError> {
        let login = ["LOGNAME", "USER"].into_iter().find_map(|name| env::var(name).ok());
        let login = login.filter(|login| USER_NAME.check(login).is_ok()).unwrap_or_else(|| "unknown".to_owned());
        let at = format!("{login}@{}", gethostname::gethostname().to_string_lossy());
        let at = if USER_EMAIL.check(&at).is_ok() { at } else { format!("{login}@localhost") };
        let name = settings.user_name()?.map_or(login, str::to_owned);
        Ok((name, settings.user_email()?.map_or(at, str::to_owned)))
    }

    /// The command line, for the log of operations: words with anything but plain characters are quoted.
    pub fn command_line(&self) -> String {
        let plain = |c: char| c.is_alphanumeric() || "-_./=:@~+,%".contains(c);
        let quote = |word: String| {
            if !word.is_empty() && word.chars().all(plain) {
                word
            } else {
                format!("'{}'", word.replace('\'', "'\\''"))
            }
        };
        let mut words: Vec<String> =
            env::args_os().skip(1).map(|word| quote(word.to_string_lossy().into_owned())).collect();
        hide_tokens(&mut words);
        words.join(" ")
    }

    /// What this process writes into a lock that it holds: pid, host, verb.
    pub fn owner(&self) -> String {
        let host = gethostname::gethostname();
        format!("process {} on {} (mosaic {})", std::process::id(), host.to_string_lossy(), self.output.command())
    }
}

/// Who has an invite can use it: it does not go into the log of operations.
fn hide_tokens(words: &mut [String]) {
    for at in 0..words.len() {
        if at > 0 && words[at - 1] == INVITE {
            "TOKEN".clone_into(&mut words[at]);
        } else if words[at].starts_with(INVITE) && words[at].as_bytes().get(INVITE.len()) == Some(&b'=') {
            words[at] = format!("{INVITE}=TOKEN");
        }
    }
}
