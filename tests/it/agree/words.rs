//! What members say, in words, for the story of a seed.

use mosaic::heads::bundle::Bundle;
use mosaic::heads::outcome::Outcome;
use mosaic::heads::proposer::Ask;
use mosaic::heads::vote::Motion;

use super::table::number;

/// What is shown, in words.
pub fn told(ask: &Ask) -> String {
    let Ask::Show(bundle, all) = ask else { return format!("{ask:?}") };
    let motion = |motion: &Motion| {
        let value = motion.value.to_string();
        format!(
            "{} h{} r{} e{} {}",
            motion.register,
            motion.height,
            motion.round,
            motion.epoch,
            &value[value.len() - 4..]
        )
    };
    let quorums = bundle.quorums.iter().map(|q| format!("{:?} of {} for {}", q.step, q.ayes.len(), motion(&q.motion)));
    let proposals = bundle.proposals.iter().map(|p| {
        format!("proposal of {} with {} reports: {}", number(&p.proposer), p.reports.len(), motion(&p.motion))
    });
    let votes =
        bundle.votes.iter().map(|v| format!("{} {:?} lock {} {}", number(&v.voter), v.step, v.lock, motion(&v.motion)));
    let all_of: Vec<String> = quorums.chain(proposals).chain(votes).collect();
    format!("{}[{}]", if *all { "(all) " } else { "" }, all_of.join("; "))
}

/// What came of it, in words.
pub fn came(outcome: &Outcome) -> String {
    let votes: Bundle = Bundle { votes: outcome.votes.clone(), ..Bundle::default() };
    let refused: Vec<String> =
        outcome.refused.iter().map(|(register, no)| format!("{register} {:?}", no.why)).collect();
    let decided: Vec<String> =
        outcome.decisions.iter().map(|d| format!("{} {}", d.register, d.decided.height)).collect();
    format!(
        "votes {} refuses {refused:?} decides {decided:?} settled {}",
        told(&Ask::Show(votes, false)),
        outcome.settled
    )
}
