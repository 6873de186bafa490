//! Agreement, tried out: members that decide together over a network that fails, with clocks that differ, with liars, in
//! one thread and from one seed; all that three or four voters can do in few rounds; and what single parts promise. Must not
//! touch a disk or a clock.

mod dice;
mod table;
mod member;
mod plan;
mod judge;
mod liar;
mod words;
mod world;
mod process;
mod fate;
mod heal;
pub mod runs;
pub mod scripted;
pub mod explore;
pub mod forms;
