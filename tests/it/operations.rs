//! `op log`, `op restore` and `undo` with the real binary.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// Head, tags and stage of the repository, as the state has them.
fn names(place: &Sandbox) -> Value {
    let repository = place.repository();
    let current = repository.current().unwrap();
    let source = repository.source();
    let named = |root| {
        let names = current.names(source, root).unwrap();
        names.into_iter().map(|(name, id)| (name, json!(id.to_string()))).collect::<serde_json::Map<_, _>>()
    };
    json!({"heads": named("heads"), "tags": named("tags"), "stage": format!("{:?}", current.stage)})
}

fn undo(place: &Sandbox) -> Value {
    place.json(&["undo"])
}

#[test]
fn undo_goes_back_step_by_step_and_restore_leads_anywhere() {
    let place = Sandbox::new();
    let mut states = vec![names(&place)];
    for number in 0..3 {
        place.write("file", format!("{number}"));
        place.ok(&["add", "-A"]);
        states.push(names(&place));
        place.ok(&["commit", "-m", "x"]);
        states.push(names(&place));
    }
    let log = place.json(&["op", "log"])["operations"].clone();
    assert_eq!(log.as_array().unwrap().len(), states.len());
    assert_eq!(log[0]["number"], states.len());
    assert_eq!(log[0]["command"], "commit -m x");
    assert_eq!(place.json(&["op", "log", "-n", "2"])["operations"].as_array().unwrap().len(), 2);

    // Each undo takes back one more operation, down to the first.
    for (step, state) in states.iter().rev().enumerate().skip(1) {
        let done = undo(&place);
        assert_eq!(&names(&place), state, "step {step}");
        assert_eq!(done["operation"], log[step - 1]["operation"]);
        assert_eq!(place.read("file"), "2", "the work tree is not touched");
    }
    let (code, _, document) = place.document(&["undo"]);
    assert_eq!((code, &document["error"]["kind"]), (5, &json!("operation")));

    // The undone operations are still there to go to.
    for (step, state) in states.iter().rev().enumerate() {
        let id = log[step]["operation"].as_str().unwrap();
        let done = place.json(&["op", "restore", &id[..12]]);
        assert_eq!(&names(&place), state, "step {step}");
        assert_eq!(done["operation"], id);
    }
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
}

#[test]
fn an_operation_after_an_undo_is_the_next_to_be_taken_back() {
    let place = Sandbox::new();
    let mut states = Vec::new();
    for content in ["a", "b", "c"] {
        place.write("file", content);
        place.commit(content);
        states.push(names(&place));
    }
    // The commit of c, then its add.
    undo(&place);
    undo(&place);
    assert_eq!(names(&place), states[1]);
    place.write("file", "d");
    place.commit("d");
    let d = names(&place);
    undo(&place);
    undo(&place);
    assert_eq!(names(&place), states[1], "what was done since");
    undo(&place);
    undo(&place);
    assert_eq!(names(&place), states[0], "and on from there, past what was taken back before");
    // Going to an operation can be taken back as any other.
    let log = place.json(&["op", "log"])["operations"].clone();
    let is_commit_of_d = |entry: &&Value| entry["command"] == "commit -m d --json";
    let id = log.as_array().unwrap().iter().find(is_commit_of_d).unwrap()["operation"].as_str().unwrap().to_owned();
    place.ok(&["op", "restore", &id]);
    assert_eq!(names(&place), d);
    undo(&place);
    assert_eq!(names(&place), states[0]);
}

#[test]
fn a_dry_run_says_it_and_changes_nothing() {
    let place = Sandbox::new();
    place.write("file", "a");
    let commit = place.commit("a");
    let before = names(&place);
    let done = place.json(&["undo", "--dry-run"]);
    assert_eq!(names(&place), before);
    assert_eq!(done["made"], Value::Null);
    assert_eq!(done["command"], "commit -m a --json");
    let changes = done["changes"].as_array().unwrap();
    assert!(changes.contains(&json!({"root": "heads", "name": "main", "old": commit, "new": null})), "{changes:?}");
    let newest = place.json(&["op", "log", "-n", "1"])["operations"][0]["operation"].clone();
    let done = place.json(&["op", "restore", newest.as_str().unwrap()]);
    assert_eq!((&done["changes"], &done["made"]), (&json!([]), &Value::Null), "there already");
    let (code, _, document) = place.document(&["op", "restore", "0123456789abcdef"]);
    assert_eq!((code, &document["error"]["kind"]), (5, &json!("operation")));
    let text = place.ok(&["undo"]);
    assert!(
        text.starts_with("Took back ") && text.contains("head main:") && text.contains("stay as they are"),
        "{text}"
    );
    assert!(!text.contains("restore --force"), "what was committed is still staged: {text}");
    assert!(place.ok(&["undo"]).contains("restore --force"), "the stage is another");
}
