//! The list of all kinds. Strands of kinds that are not in it are kept and ordered, and set nothing.

use crate::strand::kinds::{
    admitted, double, evidence, joined, left, missed, offline, online, profile, quorum, replaced,
};
use crate::strand::view::Rule;

/// Number of the list, part of every tapestry: members compare roots of the same number. Is raised with every kind that
/// sets something, because then the same strands say more.
pub const VERSION: u64 = 2;

/// All kinds, by their names.
pub const ALL: [&Rule; 11] = [
    &double::RULE,
    &evidence::RULE,
    &replaced::RULE,
    &admitted::RULE,
    &joined::RULE,
    &left::RULE,
    &profile::RULE,
    &quorum::RULE,
    &missed::RULE,
    &offline::RULE,
    &online::RULE,
];

/// The rule of a kind, if it is known.
pub fn find(kind: &str) -> Option<&'static Rule> {
    ALL.into_iter().find(|rule| rule.kind == kind)
}
