//! How a peer behaves, without sockets: what it answers, what it sends, how it takes what others send, and the sessions
//! in which a command talks to peers. May not name HTTP nor read a clock.

pub mod error;
pub mod parts;
pub mod wire;
pub mod card;
pub mod remote;
pub mod outgoing;
pub mod quarantine;
pub mod deliver;
pub mod council;
pub mod answer;
pub mod transfer;
pub mod gather;
pub mod meet;
pub mod exchange;
pub mod join;
pub mod fetch;
pub mod push;
pub mod recovery;
pub mod carry;
pub mod judge;
pub mod sync_heads;
pub mod lazy;
pub mod asked;
pub mod clone;
