//! Decisions that prove themselves: `head verify`, `fsck`, and files for those who have no repository.

use std::fs;
use std::sync::Arc;

use mosaic::base::id::Id;
use mosaic::base::key::SecretKey;
use mosaic::heads::register::Register;
use mosaic::heads::value::Value;
use mosaic::repo::decisions::chain::Link;
use mosaic::repo::decisions::proof::Proof;
use mosaic::repo::repository::Repository;
use mosaic::state::change::{Change, Expected};
use mosaic::state::operation::root;
use mosaic::storage::real::RealStorage;

use super::club::Club;
use crate::strand_model::action;

fn open(club: &Club, member: usize) -> Repository {
    let storage = RealStorage::open(&club.dir(member).join(".mosaic")).unwrap();
    Repository::open(Arc::new(storage), None).unwrap()
}

/// Lets the certificate of `register` be `new`.
fn set_certificate(repository: &Repository, key: &[u8], new: Option<Vec<u8>>) {
    let change = Change { root: root::CERTIFICATES.to_owned(), key: key.to_vec(), expected: Expected::Any, new };
    repository.change(&action(), &repository.current().unwrap(), &[change]).unwrap();
}

#[test]
fn every_decision_is_proven_from_the_genesis_on() {
    let club = Club::new(3);
    for member in 0..3 {
        let verified = club.json(member, &["head", "verify"]);
        assert_eq!((&verified["decisions"], &verified["records"]), (&1.into(), &3.into()), "{verified}");
        assert_eq!((&verified["certificates"], &verified["unproven"]), (&3.into(), &serde_json::json!([])));
    }
    let said = club.ok(0, &["head", "verify", "main"]);
    assert!(said.contains("1 decision checked, with 3 certificates and 3 records of voters: 0 flaws"), "{said}");
    assert!(club.fails(0, 5, &["head", "verify", "none"]).contains("there is no head none"));
}

#[test]
fn a_certificate_that_is_missing_or_of_something_else_is_told() {
    let mut club = Club::new(2);
    club.kill(0);
    let repository = open(&club, 0);
    let of = |key: &[u8]| {
        repository.current().unwrap().operation().map(root::CERTIFICATES).get(repository.source(), key).unwrap()
    };
    let right = of(b"heads/main").unwrap();
    let other = of(&[b"voters\0", &1u64.to_be_bytes()[..]].concat()).unwrap();
    for (new, why) in [(None, "its certificate is not here"), (Some(other), "its certificate is not here")] {
        set_certificate(&repository, b"heads/main", new);
        let (code, document) = club.document(0, &["head", "verify"]);
        assert_eq!((code, &document["error"]["kind"]), (6, &"unproven".into()), "{document}");
        assert_eq!(document["result"]["unproven"][0]["reason"], why);
        let said = club.fails(0, 6, &["fsck"]);
        assert!(said.contains("lost or damaged"), "{said}");
        let output = club.run(0, &["fsck"]);
        let lines = String::from_utf8(output.stdout).unwrap();
        assert!(lines.contains(&format!("main: {why}")), "{lines}");
        set_certificate(&repository, b"heads/main", Some(right.clone()));
    }
    club.ok(0, &["head", "verify"]);
    club.ok(0, &["fsck"]);
    set_certificate(&repository, &[b"voters\0", &1u64.to_be_bytes()[..]].concat(), None);
    let said = club.fails(0, 6, &["head", "verify"]);
    assert!(said.contains("voters is not proven: record 1 of voters has no certificate"), "{said}");
}

#[test]
fn a_file_proves_a_decision_without_a_repository() {
    let club = Club::new(3);
    let file = club.beside("main.proof");
    let place = file.to_str().unwrap();
    let saved = club.json(0, &["head", "show", "--proof", place]);
    assert_eq!((&saved["height"], &saved["epoch"], &saved["records"]), (&1.into(), &2.into(), &3.into()), "{saved}");
    let empty = tempfile::tempdir().unwrap();
    let verify = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_mosaic"));
        let output = command.current_dir(empty.path()).env_clear().args(["head", "verify", "--proof", place]);
        let output = output.args(args).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let community = club.json(0, &["community", "show"])["community"].as_str().unwrap().to_owned();
    let (code, said) = verify(&["--community", &community]);
    assert!(code == 0 && said.contains("main at height 1: ") && said.contains("of the 3 voters of epoch 2"), "{said}");
    let (code, said) = verify(&["--json", "--community", &Id::of(b"another").to_string()]);
    assert!(code == 6 && said.contains("it is of community"), "{said}");
    // Whatever byte is another: it proves nothing, or exactly what it did.
    let right = fs::read(&file).unwrap();
    for at in (0..right.len()).step_by(37) {
        let mut wrong = right.clone();
        wrong[at] ^= 1;
        if let Ok(proof) = Proof::decode(&wrong)
            && let Ok(checked) = proof.check()
        {
            assert_ne!(checked.community.to_string(), community, "byte {at}");
        }
    }
    fs::remove_file(&file).unwrap();
    fs::write(&file, &right[..right.len() - 1]).unwrap();
    let (code, said) = verify(&["--json"]);
    assert!(code == 6 && said.contains("unproven"), "{said}");
}

#[test]
fn a_proof_is_for_its_own_register_value_and_voters_alone() {
    let club = Club::new(3);
    let repository = open(&club, 0);
    let current = repository.current().unwrap();
    let proof = Proof::gather(&current, repository.source(), &Register::head("main").unwrap()).unwrap();
    assert_eq!(Proof::decode(&proof.encode()).unwrap(), proof);
    let fails = |change: &dyn Fn(&mut Proof), why: &str| {
        let mut wrong = proof.clone();
        change(&mut wrong);
        let said = wrong.check().unwrap_err().to_string();
        assert!(said.contains(why), "{said}");
    };
    fails(&|wrong| wrong.register = Register::head("other").unwrap(), "for something else");
    fails(&|wrong| wrong.certificate.as_mut().unwrap().motion.value = Value::new([7; 32]), "not signed by its voter");
    fails(
        &|wrong| {
            wrong.certificate.as_mut().unwrap().ayes.pop();
        },
        "has not the votes of 2 of the 3 voters",
    );
    fails(&|wrong| drop(wrong.links.pop()), "is of epoch 2, which is not proven");
    fails(&|wrong| drop(wrong.links.remove(0)), "does not follow the one before it");
    fails(&|wrong| wrong.certificate = None, "it has no certificate");
    // A record that lets somebody else vote, with the certificate of the right one.
    let stranger = SecretKey::from_seed([9; 32]).public();
    let add = |wrong: &mut Proof| {
        let Link::Certified(record, _) = &mut wrong.links[1] else { panic!("it was decided") };
        record.voters.push(stranger);
        record.voters.sort_unstable();
    };
    fails(&add, "for something else");
}
