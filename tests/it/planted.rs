//! Does the suite catch what it is for? Each known defect is switched on, and the check that should notice must fail.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use mosaic::base::planted::{Defect, plant};

use crate::{
    agree, bombs, damage, generated_tars, hostile_trees, keys, power_cut, power_cut_cases, property, statcache, state,
};

/// Defects are switched on for the whole process: one at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Crash states that are enough to find a missing step.
const STATES: u64 = 25_000;

fn power_cuts() {
    let (totals, failures) = power_cut::sweep(power_cut_cases::CASES, STATES);
    assert!(failures.is_empty(), "{totals:?} {failures:?}");
}

fn flips() {
    let (_, unnoticed) = damage::flip_bytes(97);
    assert!(unnoticed.len() < 5, "{unnoticed:?}");
}

fn tars() {
    generated_tars::sweep(2_000, 1).unwrap();
}

#[test]
fn each_is_caught() {
    let _one = ONE_AT_A_TIME.lock().unwrap();
    let defects: &[(Defect, &str, fn())] = &[
        (Defect::NoFileSync, "power_cut", power_cuts),
        (Defect::NoFolderSync, "power_cut", power_cuts),
        (Defect::StateFirst, "power_cut", power_cuts),
        (Defect::RowBeside, "power_cut", power_cuts),
        (Defect::BlindAdoption, "power_cut", power_cuts),
        (Defect::UnverifiedRead, "damage", flips),
        (Defect::LaxSignature, "keys", keys::a_signature_with_a_point_of_small_order_is_refused),
        (Defect::TrailingCbor, "property", property::well_formed_and_not_canonical_is_refused),
        (Defect::NeverRacy, "statcache", statcache::racy_is_what_is_not_clearly_before_the_scan),
        (Defect::LexicalPaths, "hostile_trees", hostile_trees::a_link_planted_at_any_component_leads_nowhere),
        (Defect::LexicalPaths, "generated_tars", tars),
        (Defect::PackedCaps, "bombs", bombs::caps_count_what_an_archive_unpacks_to),
        (Defect::QuorumOfAnswers, "agree", agree::runs::few_worlds_break_nothing),
        (Defect::ForgottenLock, "agree", agree::explore::three_voters_never_contradict_each_other),
        (Defect::ForgottenLock, "agree", agree::scripted::a_lock_outlives_its_proposer),
        (Defect::EpochFromStrands, "agree", agree::runs::few_worlds_break_nothing),
        (Defect::LockLeftBehind, "agree", agree::scripted::a_lock_goes_on_into_the_next_epoch),
        (Defect::RestoredVoterVotes, "agree", agree::runs::a_restored_voter_stays_silent),
        (Defect::DuplicateVotes, "agree", agree::runs::few_worlds_break_nothing),
        (Defect::VoteNotStored, "agree", agree::runs::few_worlds_break_nothing),
        (Defect::BlindSwap, "state", state::changes_are_made_all_or_none),
    ];
    let mut escaped = Vec::new();
    for (defect, check, run) in defects {
        plant(Some(*defect));
        let caught = catch_unwind(AssertUnwindSafe(run)).is_err();
        plant(None);
        println!("{defect:?}: {} by {check}", if caught { "caught" } else { "NOT caught" });
        if !caught {
            escaped.push(defect);
        }
    }
    assert!(escaped.is_empty(), "not caught: {escaped:?}");
    power_cuts();
    flips();
}
