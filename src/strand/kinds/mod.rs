//! The kinds of strands, one file each: the body, and what it sets in which view. A new kind is a new file, a line here
//! and one in `rules.rs`.

pub mod admitted;
pub mod joined;
pub mod left;
pub mod replaced;
pub mod online;
pub mod offline;
pub mod missed;
pub mod profile;
pub mod evidence;
pub mod quorum;
pub mod double;
pub mod rules;
