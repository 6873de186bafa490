//! Import and restore of generated archives, names by types by links by order, against a simple model of unpacking.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::test_runner::TestCaseError;

use crate::hostile_archives::{Head, Target, pax, tar};

/// An entry of a generated archive.
#[derive(Clone, Debug)]
enum Step {
    File(String, Vec<u8>, u32),
    Directory(String, u32),
    Symlink(String, String),
    Link(String, String),
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => "[abc](/[abc]){0,2}",
        1 => Just("./a".to_owned()),
        1 => Just("a/../b".to_owned()),
        1 => Just("../canary".to_owned()),
        1 => Just("/canary".to_owned()),
        1 => "[ab]{90}/[ab]{40}",
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let mode = prop_oneof![Just(0o644u32), Just(0o755), Just(0o4600)];
    let content = (any::<u8>(), prop_oneof![4 => 0usize..3, 1 => Just(600), 1 => Just(40_000)]);
    let content = content.prop_map(|(byte, len)| vec![byte; len]);
    prop_oneof![
        4 => (name(), content, mode.clone()).prop_map(|(name, content, mode)| Step::File(name, content, mode)),
        2 => (name(), mode).prop_map(|(name, mode)| Step::Directory(name, mode | 0o700)),
        1 => (name(), "(\\.\\./){0,2}[abc]").prop_map(|(name, target)| Step::Symlink(name, target)),
        2 => (name(), name()).prop_map(|(name, target)| Step::Link(name, target)),
    ]
}

fn pack(steps: &[Step]) -> Vec<u8> {
    let mut parts = Vec::new();
    for step in steps {
        let (name, flag, link, mode, content): (_, _, &str, _, &[u8]) = match step {
            Step::File(name, content, mode) => (name, b'0', "", *mode, content),
            Step::Directory(name, mode) => (name, b'5', "", *mode, b""),
            Step::Symlink(name, target) => (name, b'2', target, 0o777, b""),
            Step::Link(name, target) => (name, b'1', target, 0o644, b""),
        };
        if name.len() > 100 {
            parts.push(pax(b'x', &[("path", name.as_bytes())]));
        }
        if link.len() > 100 {
            parts.push(pax(b'x', &[("linkpath", link.as_bytes())]));
        }
        if name.len() > 100 && link.len() > 100 {
            let both: &[(&str, &[u8])] = &[("path", name.as_bytes()), ("linkpath", link.as_bytes())];
            let end = parts.len() - 2;
            parts.truncate(end);
            parts.push(pax(b'x', both));
        }
        parts.push(Head { mode, ..Head::new(name, flag).link(link) }.with(content));
    }
    tar(&parts)
}

/// By name: the number of what it is, its kind, content and mode.
type Model = BTreeMap<String, (usize, char, Vec<u8>, u32)>;

/// What unpacking would leave. `None` where the archive is to be refused.
fn model(steps: &[Step]) -> Option<Model> {
    let mut names: BTreeMap<String, Result<usize, String>> = BTreeMap::new();
    let mut things = Vec::new();
    let clean = |name: &String| {
        let name = name.strip_prefix("./").unwrap_or(name).to_owned();
        (!name.starts_with('/') && !name.split('/').any(|part| part == "..")).then_some(name)
    };
    for step in steps {
        let (name, thing) = match step {
            Step::File(name, content, mode) => (name, ('f', content.clone(), *mode & 0o777)),
            Step::Directory(name, mode) => (name, ('d', Vec::new(), *mode & 0o777)),
            Step::Symlink(name, target) => (name, ('l', target.clone().into_bytes(), 0o777)),
            Step::Link(name, target) => {
                let (name, target) = (clean(name)?, clean(target)?);
                if name == target {
                    return None;
                }
                let found = match names.get(&target) {
                    Some(Ok(thing)) => Ok(*thing),
                    _ => Err(target),
                };
                names.insert(name, found);
                continue;
            }
        };
        things.push(thing);
        names.insert(clean(name)?, Ok(things.len() - 1));
    }
    let mut tree = BTreeMap::new();
    for (name, mut thing) in names.clone() {
        for _ in 0..steps.len() {
            if let Err(target) = &thing {
                thing = names.get(target)?.clone();
            }
        }
        let thing = thing.ok()?;
        let (kind, content, mode) = things[thing].clone();
        tree.insert(name, (thing, kind, content, mode));
    }
    let mut missing = things.len();
    for name in names.keys() {
        for (at, _) in name.match_indices('/') {
            let above = tree.entry(name[..at].to_owned()).or_insert_with(|| {
                missing += 1;
                (missing, 'd', Vec::new(), 0o755)
            });
            if above.1 != 'd' {
                return None;
            }
        }
    }
    let shared =
        |name: &String, thing: usize| tree.iter().any(|(other, (number, ..))| other != name && *number == thing);
    if tree.iter().any(|(name, (thing, kind, ..))| *kind == 'd' && shared(name, *thing)) {
        return None;
    }
    Some(tree)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2500, ..ProptestConfig::default() })]

    /// Import and restore of generated archives give what the model says, or refuse where it does.
    #[test]
    fn generated_archives_are_the_model(steps in prop::collection::vec(step(), 0..8)) {
        thread_local!(static TARGET: RefCell<Target> = RefCell::new(Target::in_memory()));
        TARGET.with_borrow_mut(|target| {
            // Every import leaves an index; lookups go through all of them.
            if target.count > 100 {
                *target = Target::in_memory();
            }
            let expected = model(&steps);
            let imported = target.import(&pack(&steps));
            let Some(expected) = expected else {
                prop_assert!(imported.is_err(), "not refused");
                return Ok(());
            };
            let imported = imported.map_err(|error| TestCaseError::fail(error.to_string()))?;
            let restored = target.restore(imported.attachment.unwrap());
            prop_assert_eq!(restored.len(), expected.len());
            for (name, (thing, kind, content, mode)) in &expected {
                let found = &restored[name.as_bytes()];
                prop_assert_eq!((found.kind, &found.content, found.mode), (*kind, content, *mode));
                if *kind == 'f' {
                    let first = expected.iter().find(|(_, other)| other.0 == *thing).unwrap().0;
                    prop_assert_eq!(&found.first, first.as_bytes());
                }
            }
            prop_assert_eq!(fs::read_to_string(target.dir.path().join("canary")).unwrap(), "sings");
            Ok(())
        })?;
    }
}
