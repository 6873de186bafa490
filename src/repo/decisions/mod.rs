//! What is decided, as the state of a repository has it, and how its decisions change. The rules are those of `heads/`.

pub mod recovery;
pub mod requests;
pub mod silence;
pub mod standing;
pub mod step;
pub mod stand;
pub mod unwanted;
pub mod chain;
pub mod proof;
