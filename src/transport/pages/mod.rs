//! Pages for people: made on the server, readable without script, nothing in them from elsewhere. Change nothing.

pub mod frame;
pub mod overview;
pub mod files;
pub mod commit;
pub mod history;
pub mod members;
pub mod strands;
pub mod routes;
