//! A community in one thread: seven repositories on disks in memory and a network that loses, repeats, delays and reorders
//! what they say, is cut in two, or in one direction; power fails; one of them may lie. Everything follows from a seed.

mod look;
mod network;
mod runs;
mod world;
