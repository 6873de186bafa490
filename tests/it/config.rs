//! Settings: which layer holds, what is refused, what a change leaves alone.

use std::fs;
use std::time::Duration;

use mosaic::repo::config::{Change, FILE, Level, Settings, change, find};
use mosaic::repo::error::RepoError;
use mosaic::repo::quantity::{parse_size, parse_span};
use mosaic::repo::setting::{ALL, COMPRESSION_LEVEL, GC_KEEP, PACK_ROLL, Setting, USER_NAME};
use mosaic::storage::real::RealStorage;

struct Repository {
    dir: tempfile::TempDir,
    storage: RealStorage,
}

impl Repository {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let storage = RealStorage::create(&dir.path().join(".mosaic")).unwrap();
        Self { dir, storage }
    }

    fn file(&self) -> std::path::PathBuf {
        self.dir.path().join(".mosaic").join(FILE)
    }

    fn change(&self, setting: &'static Setting, to: Change<'_>) -> Result<bool, RepoError> {
        change(&self.storage, "config.toml", Duration::ZERO, "test", setting, to)
    }
}

#[test]
fn stronger_layers_hold_in_whatever_order_they_are_added() {
    let mut settings = Settings::default();
    settings.add_file(Level::System, "system", "[compression]\nlevel = 2\n[gc]\nkeep = '2d'").unwrap();
    settings.add_value(Level::Environment, "MOSAIC_COMPRESSION_LEVEL", &COMPRESSION_LEVEL, "5");
    settings.add_file(Level::User, "user", "compression.level = 3\nuser.name = 'U'").unwrap();
    settings.add_file(Level::Repository, "repository", "[compression]\nlevel = 4").unwrap();
    assert_eq!(settings.compression_level().unwrap(), 5);
    assert_eq!(settings.value(&COMPRESSION_LEVEL).unwrap().origin.to_string(), "MOSAIC_COMPRESSION_LEVEL");
    assert_eq!(settings.user_name().unwrap(), Some("U"));
    assert_eq!(settings.value(&GC_KEEP).unwrap().origin.level, Level::System);
    assert_eq!(settings.gc_keep().unwrap(), Duration::from_secs(2 * 86_400));
    assert_eq!(settings.value(&PACK_ROLL).unwrap().origin.level, Level::Default);
    assert_eq!(settings.pack_size().unwrap(), 512 << 20);
    assert_eq!(settings.user_email().unwrap(), None);
    settings.add_value(Level::Option, "--level", &COMPRESSION_LEVEL, "6");
    assert_eq!(settings.compression_level().unwrap(), 6);
}

#[test]
fn defaults_are_values_that_their_settings_accept() {
    let mut names: Vec<_> = ALL.iter().map(|setting| setting.name).collect();
    for setting in ALL {
        assert!(setting.default.is_none_or(|value| setting.check(value).is_ok()), "{}", setting.name);
        assert!(setting.name.split_once('.').is_some_and(|(_, name)| !name.contains('.')), "{}", setting.name);
    }
    names.dedup();
    assert!(names.is_sorted() && names.len() == ALL.len());
}

#[test]
fn a_wrong_value_names_who_wrote_it_and_only_hurts_who_asks() {
    let mut settings = Settings::default();
    settings.add_file(Level::User, "/home/u/config.toml", "[pack]\nsize = 'huge'\n[compression]\nlevel = 9").unwrap();
    let message = settings.pack_size().unwrap_err().to_string();
    assert_eq!(message, "pack.size = \"huge\" (/home/u/config.toml): expected a size such as 64MiB");
    assert_eq!(settings.compression_level().unwrap(), 9);
}

#[test]
fn unknown_names_are_tolerated_in_files_and_refused_in_commands() {
    let mut settings = Settings::default();
    settings.add_file(Level::User, "f", "[serve]\nport = 1\n[compression]\nlevl = 3\nlevel = 4\n[[x]]\ny = 1").unwrap();
    assert_eq!(settings.compression_level().unwrap(), 4);
    let unknown = settings.unknown();
    assert_eq!(unknown[..2], ["f: there is no setting serve.port", "f: there is no setting compression.levl"]);
    let Err(RepoError::UnknownSetting { nearest, .. }) = find("compression.levl") else { panic!("it is unknown") };
    assert_eq!(nearest, Some("compression.level"));
    let Err(RepoError::UnknownSetting { nearest, .. }) = find("zzz") else { panic!("it is unknown") };
    assert_eq!(nearest, None);
}

#[test]
fn a_file_that_is_not_toml_is_an_error_with_its_line() {
    let error = Settings::default().add_file(Level::User, "f", "[user]\nname = 'A'\n\nname =").unwrap_err();
    assert!(error.to_string().starts_with("f is not a file of settings: line 4: "), "{error}");
    assert!(!error.to_string().contains('\n'), "{error}");
}

#[test]
fn a_change_leaves_comments_and_order_alone() {
    let repository = Repository::new();
    let before = "# mine\n[compression] # table\nlevel = 1 # fast\n\n[other]\nkey = [1, 2]\n";
    fs::write(repository.file(), before).unwrap();
    assert!(repository.change(&COMPRESSION_LEVEL, Change::Set("9")).unwrap());
    assert!(repository.change(&USER_NAME, Change::Set("Ada \"L\" Lovelace")).unwrap());
    let after = fs::read_to_string(repository.file()).unwrap();
    let expected = before.replace("= 1 #", "= 9 #") + "\n[user]\nname = 'Ada \"L\" Lovelace'\n";
    assert_eq!(after, expected);
    assert!(!repository.change(&USER_NAME, Change::Set("Ada \"L\" Lovelace")).unwrap(), "nothing to change");
    assert!(repository.change(&USER_NAME, Change::Unset).unwrap());
    assert!(!repository.change(&USER_NAME, Change::Unset).unwrap());
    assert_eq!(fs::read_to_string(repository.file()).unwrap(), before.replace("= 1 #", "= 9 #"));
}

#[test]
fn a_value_that_does_not_fit_changes_nothing() {
    let repository = Repository::new();
    let cases: [(&'static Setting, &[&str]); 4] = [
        (&COMPRESSION_LEVEL, &["13", "-1", "fast", "1.5", ""]),
        (&PACK_ROLL, &["1", "2TiB", "512 mib", "-1"]),
        (&GC_KEEP, &["two weeks", "1y", "-1d"]),
        (&USER_NAME, &["", "  ", "a\nb", "a <b>", "\u{1b}[2J"]),
    ];
    for (setting, values) in cases {
        for value in values {
            let result = repository.change(setting, Change::Set(value));
            assert!(matches!(result, Err(RepoError::InvalidSetting { .. })), "{} = {value:?}", setting.name);
        }
    }
    assert!(!repository.file().exists());
}

#[test]
fn a_group_that_is_no_table_is_refused_not_replaced() {
    let repository = Repository::new();
    fs::write(repository.file(), "user = 'me'\n").unwrap();
    let error = repository.change(&USER_NAME, Change::Set("A")).unwrap_err();
    assert!(matches!(error, RepoError::MalformedSettings { .. }), "{error}");
    assert_eq!(fs::read_to_string(repository.file()).unwrap(), "user = 'me'\n");
}

#[test]
fn a_change_that_was_interrupted_does_not_stop_the_next() {
    let repository = Repository::new();
    fs::write(repository.dir.path().join(".mosaic/incoming").join(FILE), "torn [").unwrap();
    assert!(repository.change(&COMPRESSION_LEVEL, Change::Set("3")).unwrap());
    assert_eq!(fs::read_to_string(repository.file()).unwrap(), "[compression]\nlevel = 3\n");
}

#[test]
fn an_endless_file_is_not_read() {
    let repository = Repository::new();
    fs::File::create(repository.file()).unwrap().set_len(1 << 30).unwrap();
    let error = Settings::default().add_repository(&repository.storage, "f").unwrap_err();
    assert_eq!(error.to_string(), "f is not a file of settings: it is longer than 1 MiB");
}

#[test]
fn units_of_sizes_and_spans_are_exact_and_bounded() {
    assert_eq!(parse_size("512MiB"), Some(512 << 20));
    assert_eq!(parse_size("2 GB"), Some(2_000_000_000));
    assert_eq!(parse_size("0"), Some(0));
    for bad in ["", "MiB", "-1", "1.5MiB", "1mib", "1 Mi B", "99999999999TiB", "18446744073709551616"] {
        assert_eq!(parse_size(bad), None, "{bad}");
    }
    assert_eq!(parse_span("14d"), Some(Duration::from_secs(14 * 86_400)));
    assert_eq!(parse_span("10"), Some(Duration::from_secs(10)));
    for bad in ["", "d", "1y", "-1s", "1d12h", "18446744073709551615w"] {
        assert_eq!(parse_span(bad), None, "{bad}");
    }
}
