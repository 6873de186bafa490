//! What a world is like: drawn from its seed before anything happens.

use mosaic::heads::record::Record;
use mosaic::heads::rule::{Rule, faults};

use super::dice::Dice;
use super::table::keys;

/// How many voters lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lying {
    /// As many as the rules bear, or fewer.
    Borne,
    /// None, but voters change all the time.
    Changing,
    /// None, but a voter is set back, and notices.
    SetBack,
    /// So many, in a world of so many voters with this rule.
    Many(usize, usize, Rule),
}

/// What a world is like.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Voters at the beginning: the first members.
    pub voters: usize,
    /// How a quorum is counted at the beginning.
    pub rule: Rule,
    /// All members.
    pub members: usize,
    /// Members that lie.
    pub liars: Vec<usize>,
    /// Members that answer nobody, and only run sessions of their own.
    pub carried: Vec<usize>,
    /// A member whose disk is lost for good at some time.
    pub lost: Option<usize>,
    /// A member that is set back to an older disk; and whether it notices by itself.
    pub restored: Option<(usize, bool)>,
    /// Names of heads.
    pub heads: usize,
    /// Whether cuts through the tapestry are decided.
    pub tapestry: bool,
    /// Whether members ask to vote, or to vote no longer.
    pub changes: bool,
    /// Messages that are lost, of a thousand.
    pub loss: u64,
    /// Messages that arrive late, of a thousand.
    pub late: u64,
    /// Messages that arrive twice, of a thousand.
    pub twice: u64,
    /// Longest lease.
    pub lease: u64,
    /// How long faults go on, in milliseconds.
    pub end: u64,
    /// Things that happen to members until then.
    pub fates: u64,
    /// Sessions that begin until then.
    pub sessions: u64,
    /// Sessions that begin at the same moment.
    pub duel: u64,
}

impl Plan {
    /// What the dice say.
    pub fn draw(dice: &mut Dice, lying: Lying) -> Self {
        let sizes = [3, 3, 3, 4, 4, 4, 5, 5, 7, 10];
        let (mut voters, mut rule) = (sizes[dice.place(sizes.len())], Rule::Majority);
        if dice.happens(500) {
            rule = Rule::Byzantine;
        }
        if let Lying::Many(_, n, how) = lying {
            (voters, rule) = (n, how);
        }
        if matches!(lying, Lying::Changing | Lying::SetBack) {
            voters = 3 + dice.place(2);
        }
        let members = voters + 1 + dice.place(3);
        let changes = dice.happens(350) && lying == Lying::Borne || lying == Lying::Changing;
        // While voters change, the budget is that of the smallest record that there may be.
        let budget = if changes { rule.budget(voters).min(rule.budget(voters - 1)) } else { rule.budget(voters) };
        let silent = voters - rule.quorum(voters);
        let mut liars = match lying {
            Lying::Borne => dice.place(budget.min(faults(voters)) + 1),
            Lying::Changing | Lying::SetBack => 0,
            Lying::Many(many, ..) => many,
        };
        let (mut lost, mut restored) = (None, None);
        if lying == Lying::Borne && silent > liars {
            match dice.below(6) {
                0 => lost = Some(dice.place(voters)),
                // Who does not notice may vote twice, like a liar.
                1 if liars == 0 => restored = Some((dice.place(voters), budget == 0 || changes || dice.happens(500))),
                _ => {}
            }
        }
        if lying == Lying::SetBack {
            restored = Some((dice.place(voters), true));
        }
        if restored.is_some() {
            liars = 0;
        }
        let spared = [lost, restored.map(|(who, _)| who)];
        let mut all: Vec<usize> = (0..voters).filter(|who| !spared.contains(&Some(*who))).collect();
        let liars = (0..liars.min(all.len())).map(|_| all.swap_remove(dice.place(all.len()))).collect();
        let carried = if dice.happens(300) { all.into_iter().filter(|_| dice.happens(350)).collect() } else { vec![] };
        let rough = dice.below(3);
        let beyond = matches!(lying, Lying::Many(..));
        Self {
            voters,
            rule,
            members,
            liars,
            carried,
            lost,
            restored,
            heads: if beyond { 1 } else { 1 + dice.place(2) },
            tapestry: dice.happens(200),
            changes,
            loss: [0, 60, 250][rough as usize],
            late: [0, 30, 100][rough as usize],
            twice: [0, 30, 100][rough as usize],
            lease: [200, 1_000, 3_000][dice.place(3)],
            end: 4_000 + dice.below(16_000),
            fates: if lying == Lying::Borne { dice.below(14) } else { 10 + dice.below(20) },
            sessions: 3 + dice.below(if lying == Lying::Borne { 5 } else { 9 }),
            duel: if dice.happens(300) || beyond { 2 + dice.below(6) } else { 1 },
        }
    }

    /// The first record of voters.
    pub fn record(&self) -> Record {
        Record {
            epoch: 0,
            previous: None,
            voters: keys()[..self.voters].to_vec(),
            rule: self.rule,
            lease: self.lease,
            copies: 1,
            knot_interval: 4,
            checkpoint_interval: 1,
        }
    }
}
