//! Strands and the tapestry they make: what members did, in one order, the same for everybody who has the same strands.
//! Must not write files or take locks, nor read a clock.

pub mod error;
pub mod record;
pub mod log;
pub mod feed;
pub mod knot;
pub mod view;
pub mod evidence;
pub mod kinds;
pub mod fold;
pub mod tapestry;
pub mod seen;
pub mod chain;
pub mod grown;
pub mod accept;
pub mod invite;
pub mod members;
pub mod presence;
pub mod exchange;
