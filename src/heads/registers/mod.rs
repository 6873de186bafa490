//! What each kind of register supplies, one file each: the candidate that follows from reports.

pub mod head;
pub mod voters;
pub mod tapestry;
pub mod find;
